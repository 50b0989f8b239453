select
    campaigns.workspace_id,
    'facebook_ads' as platform,
    campaigns.account_id,
    campaigns.id as campaign_id,
    campaigns.name as campaign_name,
    'paid_social' as channel,
    campaigns.objective,
    case
        when campaigns.effective_status = 'DELETED' or campaigns.status = 'DELETED' then 'deleted'
        when campaigns.effective_status = 'ARCHIVED' or campaigns.status = 'ARCHIVED' then 'archived'
        when coalesce(campaigns.effective_status, campaigns.status) in ('ACTIVE', 'IN_PROCESS', 'WITH_ISSUES')
            then 'active'
        when coalesce(campaigns.effective_status, campaigns.status) is not null then 'paused'
    end as status,
    {{ meta_budget('campaigns.daily_budget', 'accounts.currency') }} as daily_budget,
    campaigns.created_time as created_at
from {{ source('raw_facebook_ads', 'campaigns') }} as campaigns
left join {{ ref('stg_facebook_ads__accounts') }} as accounts
    on
        campaigns.workspace_id = accounts.workspace_id
        and campaigns.account_id = accounts.account_id
