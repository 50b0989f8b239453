select
    workspace_id,
    currency,
    base_currency,
    rate_date,
    rate
from {{ source('raw_exchange_rates', 'rates') }}
