select
    workspace_id,
    'facebook_ads' as platform,
    account_id,
    campaign_id,
    adset_id as ad_set_id,
    id as ad_id,
    name as ad_name,
    case
        when effective_status = 'DELETED' or status = 'DELETED' then 'deleted'
        when effective_status = 'ARCHIVED' or status = 'ARCHIVED' then 'archived'
        when coalesce(effective_status, status) in ('ACTIVE', 'IN_PROCESS', 'WITH_ISSUES') then 'active'
        when coalesce(effective_status, status) is not null then 'paused'
    end as status,
    landing_page,
    created_time as created_at
from {{ source('raw_facebook_ads', 'ads') }}
