select
    workspace_id,
    'tiktok_ads' as platform,
    account_id,
    campaign_id,
    adgroup_id as ad_set_id,
    ad_id,
    ad_name,
    case
        when secondary_status like '%DELETE' then 'deleted'
        when operation_status = 'DISABLE' or secondary_status like '%DISABLE' then 'paused'
        when operation_status = 'ENABLE' then 'active'
    end as status,
    nullif(landing_page_url, '') as landing_page,
    create_time as created_at
from {{ source('raw_tiktok_ads', 'ads') }}
