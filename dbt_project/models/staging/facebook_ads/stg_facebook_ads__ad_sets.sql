select
    workspace_id,
    'facebook_ads' as platform,
    account_id,
    campaign_id,
    id as ad_set_id,
    name as ad_set_name,
    case
        when effective_status = 'DELETED' or status = 'DELETED' then 'deleted'
        when effective_status = 'ARCHIVED' or status = 'ARCHIVED' then 'archived'
        when coalesce(effective_status, status) in ('ACTIVE', 'IN_PROCESS', 'WITH_ISSUES') then 'active'
        when coalesce(effective_status, status) is not null then 'paused'
    end as status,
    created_time as created_at
from {{ source('raw_facebook_ads', 'ad_sets') }}
