select
    workspace_id,
    order_id,
    refund_id,
    -- Shopify may leave out when a refund was made, never when it was processed
    coalesce(created_at, processed_at) as created_at,
    cast(coalesce(amount, 0) as decimal(18, 6)) as amount_original
from {{ source('raw_shopify', 'refunds') }}
