select
    workspace_id,
    order_id,
    order_line_id,
    product_id,
    variant_id,
    title,
    sku,
    quantity,
    current_quantity,
    is_gift_card,
    unit_price as unit_price_original
from {{ source('raw_shopify', 'order_lines') }}
