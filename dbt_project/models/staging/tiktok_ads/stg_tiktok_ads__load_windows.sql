with readings as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, stream, date_day
            order by observed_on desc, _dlt_load_id desc
        ) as recency
    from {{ source('raw_tiktok_ads', 'load_windows') }}
)

select
    workspace_id,
    account_id,
    stream,
    date_day,
    row_count,
    spend,
    settles_on
from readings
where recency = 1
