select
    refund_lines.workspace_id,
    refund_lines.order_id,
    refund_lines.refund_id,
    refund_lines.refund_line_id,
    refund_lines.order_line_id,
    refund_lines.quantity,
    lower(refund_lines.restock_type) as restock_type,
    cast(
        coalesce(refund_lines.subtotal, 0)
        - case when orders.taxes_included then coalesce(refund_lines.tax, 0) else 0 end as decimal(18, 6)
    ) as amount_original,
    cast(coalesce(refund_lines.tax, 0) as decimal(18, 6)) as tax_original
from {{ source('raw_shopify', 'refund_lines') }} as refund_lines
left join {{ source('raw_shopify', 'orders') }} as orders
    on
        refund_lines.workspace_id = orders.workspace_id
        and refund_lines.order_id = orders.order_id
