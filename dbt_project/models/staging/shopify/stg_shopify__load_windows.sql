select
    workspace_id,
    account_id as shop_id,
    max(date_day) as read_until
from {{ source('raw_shopify', 'load_windows') }}
where stream = 'orders'
group by workspace_id, account_id
