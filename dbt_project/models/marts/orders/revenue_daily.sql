{{ incremental_by('date_day', tells=['date_day']) }}
with sales as (
    select
        workspace_id,
        date_day,
        {{ money('sum(gross_revenue)') }} as gross_revenue,
        {{ money('sum(discounts)') }} as discounts,
        {{ money('sum(refunds)') }} as refunds,
        {{ money('sum(shipping)') }} as shipping,
        {{ money('sum(tax)') }} as tax,
        {{ money('sum(gift_cards)') }} as gift_cards,
        {{ money('sum(other_charges)') }} as other_charges,
        {{ money('sum(case when is_new_customer then gross_revenue - discounts - refunds end)') }}
            as new_customer_revenue,
        {{ money('sum(case when not is_new_customer then gross_revenue - discounts - refunds end)') }}
            as returning_customer_revenue
    from {{ ref('int_orders__ladder') }} as ladder
    where {{ is_changed('ladder') }}
    group by workspace_id, date_day
),

placed as (
    select
        workspace_id,
        order_date,
        count(*) as orders,
        {{ count_of('sum(case when is_new_customer then 1 else 0 end)') }} as new_customer_orders
    from {{ ref('int_orders__placed') }} as orders
    where {{ is_changed('orders', 'order_date') }}
    group by workspace_id, order_date
)

select
    days.workspace_id,
    days.date_day,
    {{ money('sales.gross_revenue') }} as gross_revenue,
    {{ money('sales.discounts') }} as discounts,
    {{ money('sales.refunds') }} as refunds,
    {{ money('sales.gross_revenue - sales.discounts - sales.refunds') }} as net_revenue,
    {{ money('sales.shipping') }} as shipping,
    {{ money('sales.tax') }} as tax,
    {{ money('sales.gross_revenue - sales.discounts - sales.refunds + sales.shipping + sales.tax') }} as total_sales,
    {{ money('sales.gift_cards') }} as gift_cards,
    {{ money('sales.other_charges') }} as other_charges,
    {{ money(
        'sales.gross_revenue - sales.discounts - sales.refunds + sales.shipping + sales.tax + sales.gift_cards'
        ~ ' + sales.other_charges'
    ) }} as total_charged,
    {{ count_of('placed.orders') }} as orders,
    {{ count_of('placed.new_customer_orders') }} as new_customer_orders,
    {{ count_of('placed.orders - placed.new_customer_orders') }} as returning_customer_orders,
    {{ money('sales.new_customer_revenue') }} as new_customer_revenue,
    {{ money('sales.returning_customer_revenue') }} as returning_customer_revenue
from {{ ref('int_days') }} as days
left join sales
    on
        days.workspace_id = sales.workspace_id
        and days.date_day = sales.date_day
left join placed
    on
        days.workspace_id = placed.workspace_id
        and days.date_day = placed.order_date
where {{ is_changed('days') }}
