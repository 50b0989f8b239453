select
    workspace_id,
    'tiktok_ads' as platform,
    account_id,
    campaign_id,
    campaign_name,
    'paid_social' as channel,
    objective_type as objective,
    case
        when secondary_status like '%DELETE' then 'deleted'
        when operation_status = 'DISABLE' or secondary_status like '%DISABLE' then 'paused'
        when operation_status = 'ENABLE' then 'active'
    end as status,
    case
        when budget_mode in ('BUDGET_MODE_DAY', 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET')
            then cast(nullif(budget, 0) as decimal(18, 6))
    end as daily_budget,
    create_time as created_at
from {{ source('raw_tiktok_ads', 'campaigns') }}
