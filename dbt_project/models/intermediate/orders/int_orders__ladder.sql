{{ incremental_by('order_id', tells=['order_id', 'date_day']) }}
with entries as (
    select
        sales.workspace_id,
        sales.order_id,
        {{ booking_day('sales', 'orders') }} as date_day,
        sales.net_original,
        sales.tax_original,
        case
            when sales.line_type = 'SHIPPING' then 'shipping'
            when sales.line_type = 'GIFT_CARD' then 'gift card'
            when {{ is_goods_sold('sales') }} or {{ is_goods_refunded('sales') }} then 'goods'
            else 'other'
        end as kind
    from {{ ref('stg_shopify__sales') }} as sales
    inner join {{ ref('int_orders__placed') }} as orders
        on
            sales.workspace_id = orders.workspace_id
            and sales.order_id = orders.order_id
    where {{ is_changed('sales') }}
),

days as (
    select
        workspace_id,
        order_id,
        date_day,
        {{ money("sum(case when kind = 'shipping' then net_original end)") }} as shipping_original,
        {{ money("sum(case when kind = 'gift card' then net_original end)") }} as gift_cards_original,
        {{ money("sum(case when kind = 'other' then net_original end)") }} as other_original,
        {{ money('sum(tax_original)') }} as tax_original,
        {{ money('sum(net_original + tax_original)') }} as ledger_total_original
    from entries
    group by workspace_id, order_id, date_day
),

rungs as (
    select
        days.*,
        orders.exchange_rate,
        orders.is_new_customer,
        {{ money('goods.gross_revenue_original') }} as gross_revenue_original,
        {{ money('goods.discounts_original') }} as discounts_original,
        {{ money('goods.refunds_original') }} as refunds_original,
        {{ money('goods.gross_revenue') }} as gross_revenue,
        {{ money('goods.discounts') }} as discounts,
        {{ money('goods.refunds') }} as refunds
    from days
    inner join {{ ref('int_orders__placed') }} as orders
        on
            days.workspace_id = orders.workspace_id
            and days.order_id = orders.order_id
    left join {{ ref('int_orders__days') }} as goods
        on
            days.workspace_id = goods.workspace_id
            and days.order_id = goods.order_id
            and days.date_day = goods.date_day
)

select
    workspace_id,
    order_id,
    date_day,
    is_new_customer,
    gross_revenue_original,
    discounts_original,
    refunds_original,
    shipping_original,
    tax_original,
    gift_cards_original,
    other_original,
    ledger_total_original,
    gross_revenue,
    discounts,
    refunds,
    {{ convert_money('shipping_original', 'exchange_rate') }} as shipping,
    {{ convert_money('tax_original', 'exchange_rate') }} as tax,
    {{ convert_money('gift_cards_original', 'exchange_rate') }} as gift_cards,
    {{ convert_money('other_original', 'exchange_rate') }} as other_charges
from rungs
