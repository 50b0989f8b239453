select
    workspace_id,
    customer_key,
    created_at,
    country_code
from {{ source('raw_shopify', 'customers') }}
