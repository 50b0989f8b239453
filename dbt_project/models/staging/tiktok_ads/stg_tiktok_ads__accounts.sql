{{ incremental_by('everything') }}
select
    workspace_id,
    'tiktok_ads' as platform,
    account_id,
    name as account_name,
    currency,
    timezone,
    case status
        when 'STATUS_ENABLE' then 'active'
        when 'STATUS_DISABLE' then 'closed'
        when 'STATUS_LIMIT' then 'limited'
        else 'other'
    end as status
from {{ source('raw_tiktok_ads', 'accounts') }}
