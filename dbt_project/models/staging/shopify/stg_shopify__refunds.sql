select
    workspace_id,
    order_id,
    refund_id,
    created_at,
    cast(coalesce(amount, 0) as decimal(18, 6)) as amount_original
from {{ source('raw_shopify', 'refunds') }}
