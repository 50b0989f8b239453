{{ incremental_by('order_id', day='order_date', tells=['order_id']) }}
-- an uploaded cost or its rate may move lines of any age: here they are looked up, and only those that moved are told
with uploaded as (
    select
        orders.workspace_id,
        orders.order_id,
        lines.order_line_id,
        orders.order_date,
        -- what is said of the variant goes before what is said of its SKU
        coalesce(by_variant.currency, by_sku.currency) as currency,
        coalesce(by_variant.unit_cost_original, by_sku.unit_cost_original) as unit_cost_original
    from {{ ref('int_orders__placed') }} as orders
    inner join {{ ref('stg_shopify__order_lines') }} as lines
        on
            orders.workspace_id = lines.workspace_id
            and orders.order_id = lines.order_id
    left join {{ ref('int_workspaces__product_costs') }} as by_variant
        on
            lines.workspace_id = by_variant.workspace_id
            and lines.variant_id = by_variant.variant_id
            and orders.order_date >= by_variant.valid_from
            and (by_variant.valid_to is null or orders.order_date < by_variant.valid_to)
    left join {{ ref('int_workspaces__product_costs') }} as by_sku
        on
            lines.workspace_id = by_sku.workspace_id
            and trim(lines.sku) = by_sku.sku
            and orders.order_date >= by_sku.valid_from
            and (by_sku.valid_to is null or orders.order_date < by_sku.valid_to)
    where {{ is_changed('orders') }}
)

select
    uploaded.workspace_id,
    uploaded.order_id,
    uploaded.order_line_id,
    uploaded.order_date,
    uploaded.currency,
    cast(
        case when uploaded.currency = workspaces.currency then 1 else rates.rate end as decimal(24, 12)
    ) as exchange_rate,
    uploaded.unit_cost_original
from uploaded
inner join {{ ref('int_workspaces__settings') }} as workspaces
    on uploaded.workspace_id = workspaces.workspace_id
left join {{ ref('int_exchange_rates__daily') }} as rates
    on
        uploaded.workspace_id = rates.workspace_id
        and uploaded.currency = rates.currency
        and uploaded.order_date = rates.date_day
where uploaded.unit_cost_original is not null
