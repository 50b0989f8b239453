{{ incremental_by('order_id', tells=['order_id']) }}
with lines as (
    select
        lines.workspace_id,
        lines.order_id,
        lines.order_line_id,
        'line' as row_kind,
        lines.product_id,
        lines.variant_id,
        lines.title,
        lines.sku,
        lines.is_gift_card,
        lines.unit_price_original,
        {{ count_of('amounts.sold_quantity') }} as quantity,
        {{ count_of('amounts.returned_quantity') }} as returned_quantity,
        {{ convert_money('coalesce(amounts.gross_revenue_original, 0)', 'orders.exchange_rate') }} as gross_revenue,
        {{ convert_money('coalesce(amounts.discounts_original, 0)', 'orders.exchange_rate') }} as discounts,
        {{ convert_money('coalesce(amounts.refunds_original, 0)', 'orders.exchange_rate') }} as refunds,
        -- a line without an entry that counts kept no goods, so it cost none
        case when amounts.order_line_id is null then cast(0 as decimal(18, 6)) else amounts.cost_of_goods end
            as cost_of_goods,
        amounts.cost_source
    from {{ ref('stg_shopify__order_lines') }} as lines
    inner join {{ ref('int_orders__placed') }} as orders
        on
            lines.workspace_id = orders.workspace_id
            and lines.order_id = orders.order_id
    left join {{ ref('int_order_lines__amounts') }} as amounts
        on
            lines.workspace_id = amounts.workspace_id
            and lines.order_id = amounts.order_id
            and lines.order_line_id = amounts.order_line_id
    where {{ is_changed('lines') }}
),

added_up as (
    select
        workspace_id,
        order_id,
        sum(gross_revenue) as gross_revenue,
        sum(discounts) as discounts,
        sum(refunds) as refunds
    from lines
    group by workspace_id, order_id
),

-- money given back without goods, and the last digit of conversions: what makes lines add up to their order
remainders as (
    select
        orders.workspace_id,
        orders.order_id,
        {{ money('orders.gross_revenue - coalesce(added_up.gross_revenue, 0)') }} as gross_revenue,
        {{ money('orders.discounts - coalesce(added_up.discounts, 0)') }} as discounts,
        {{ money('orders.refunds - coalesce(added_up.refunds, 0)') }} as refunds
    from {{ ref('orders') }} as orders
    left join added_up
        on
            orders.workspace_id = added_up.workspace_id
            and orders.order_id = added_up.order_id
    where {{ is_changed('orders') }}
),

both_kinds as (
    select * from lines

    union all

    select
        workspace_id,
        order_id,
        cast(null as text) as order_line_id,
        'residual' as row_kind,
        cast(null as text) as product_id,
        cast(null as text) as variant_id,
        cast(null as text) as title,
        cast(null as text) as sku,
        cast(null as boolean) as is_gift_card,
        cast(null as decimal(18, 6)) as unit_price_original,
        cast(0 as bigint) as quantity,
        cast(0 as bigint) as returned_quantity,
        gross_revenue,
        discounts,
        refunds,
        cast(0 as decimal(18, 6)) as cost_of_goods,
        cast(null as text) as cost_source
    from remainders
    where gross_revenue <> 0 or discounts <> 0 or refunds <> 0
)

select
    both_kinds.workspace_id,
    both_kinds.order_id,
    both_kinds.order_line_id,
    both_kinds.row_kind,
    orders.order_date,
    both_kinds.product_id,
    both_kinds.variant_id,
    both_kinds.title,
    both_kinds.sku,
    both_kinds.is_gift_card,
    orders.currency,
    orders.exchange_rate,
    cast(both_kinds.unit_price_original as decimal(18, 6)) as unit_price_original,
    both_kinds.quantity,
    both_kinds.returned_quantity,
    both_kinds.gross_revenue,
    both_kinds.discounts,
    both_kinds.refunds,
    {{ money('both_kinds.gross_revenue - both_kinds.discounts - both_kinds.refunds') }} as net_revenue,
    both_kinds.cost_of_goods,
    both_kinds.cost_source,
    cast(
        both_kinds.gross_revenue - both_kinds.discounts - both_kinds.refunds - both_kinds.cost_of_goods
        as decimal(18, 6)
    ) as gross_margin
from both_kinds
inner join {{ ref('int_orders__placed') }} as orders
    on
        both_kinds.workspace_id = orders.workspace_id
        and both_kinds.order_id = orders.order_id
