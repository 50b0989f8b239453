{{ incremental_by('everything') }}
with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id
            order by segments_date desc nulls last, _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'accounts') }}
)

select
    workspace_id,
    'google_ads' as platform,
    account_id,
    name as account_name,
    currency,
    timezone,
    case when coalesce(status, 'ENABLED') = 'ENABLED' then 'active' else 'closed' end as status
from records
where recency = 1
