with lines as (
    select
        workspace_id,
        order_id,
        order_line_id,
        sum(coalesce(quantity, 0)) as kept_quantity
    from {{ ref('int_orders__sales') }}
    where order_line_id is not null
    group by workspace_id, order_id, order_line_id
    having sum(coalesce(quantity, 0)) <> 0
)

select
    lines.workspace_id,
    lines.order_id,
    cast(
        case
            when count(*) = count(products.unit_cost_original)
                then sum(lines.kept_quantity * products.unit_cost_original)
        end as decimal(18, 6)
    ) as cost_of_goods_original
from lines
left join {{ ref('stg_shopify__order_lines') }} as order_lines
    on
        lines.workspace_id = order_lines.workspace_id
        and lines.order_id = order_lines.order_id
        and lines.order_line_id = order_lines.order_line_id
left join {{ ref('stg_shopify__products') }} as products
    on
        order_lines.workspace_id = products.workspace_id
        and order_lines.variant_id = products.variant_id
group by lines.workspace_id, lines.order_id
