{{ incremental_by('order_id', tells=['order_id']) }}
with lines as (
    select
        workspace_id,
        order_id,
        order_line_id,
        {{ count_of('sum(case when is_refunded then 0 else quantity end)') }} as sold_quantity,
        {{ count_of('sum(case when is_refunded then -quantity else 0 end)') }} as returned_quantity,
        {{ count_of('sum(quantity)') }} as kept_quantity,
        {{ money('sum(gross_original)') }} as gross_revenue_original,
        {{ money('sum(discounts_original)') }} as discounts_original,
        {{ money('sum(refunds_original)') }} as refunds_original
    from {{ ref('int_orders__sales') }} as sales
    where
        {{ is_changed('sales') }}
        and order_line_id is not null
    group by workspace_id, order_id, order_line_id
),

-- the cost in force when the order was placed: what people uploaded before what the shop says
costed as (
    select
        lines.*,
        order_lines.variant_id,
        case
            when uploaded.order_line_id is not null then 'uploaded'
            when unit_costs.unit_cost_original is not null then 'shopify'
        end as cost_source,
        case
            when uploaded.order_line_id is null then unit_costs.unit_cost_original else uploaded.unit_cost_original
        end as unit_cost_original,
        case
            when uploaded.order_line_id is null then orders.exchange_rate else uploaded.exchange_rate
        end as unit_cost_rate
    from lines
    inner join {{ ref('int_orders__placed') }} as orders
        on
            lines.workspace_id = orders.workspace_id
            and lines.order_id = orders.order_id
    left join {{ ref('stg_shopify__order_lines') }} as order_lines
        on
            lines.workspace_id = order_lines.workspace_id
            and lines.order_id = order_lines.order_id
            and lines.order_line_id = order_lines.order_line_id
    left join {{ ref('int_order_lines__uploaded_costs') }} as uploaded
        on
            lines.workspace_id = uploaded.workspace_id
            and lines.order_id = uploaded.order_id
            and lines.order_line_id = uploaded.order_line_id
    left join {{ ref('int_variants__costs') }} as unit_costs
        on
            order_lines.workspace_id = unit_costs.workspace_id
            and order_lines.variant_id = unit_costs.variant_id
            and (unit_costs.valid_from is null or orders.ordered_at >= unit_costs.valid_from)
            and (unit_costs.valid_to is null or orders.ordered_at < unit_costs.valid_to)
)

select
    *,
    -- what was not kept costs nothing, whatever its unit cost
    case
        when kept_quantity = 0 then cast(0 as decimal(18, 6))
        else {{ convert_money('kept_quantity * unit_cost_original', 'unit_cost_rate') }}
    end as cost_of_goods
from costed
