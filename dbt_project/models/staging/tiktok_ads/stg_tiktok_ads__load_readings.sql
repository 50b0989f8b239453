with readings as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, stream, date_day, observed_on
            order by _dlt_load_id desc
        ) as recency
    from {{ source('raw_tiktok_ads', 'load_windows') }}
)

select
    workspace_id,
    account_id,
    stream,
    date_day,
    observed_on,
    spend,
    conversions,
    conversion_value,
    coalesce(read_twice, false) as read_twice
from readings
where recency = 1
