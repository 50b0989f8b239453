with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, campaign_id
            order by segments_date desc nulls last, _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'campaigns') }}
)

select
    workspace_id,
    'google_ads' as platform,
    account_id,
    campaign_id,
    name as campaign_name,
    case
        when advertising_channel_type in ('SEARCH', 'SMART', 'LOCAL', 'LOCAL_SERVICES', 'HOTEL', 'TRAVEL')
            then 'paid_search'
        when advertising_channel_type in ('SHOPPING', 'PERFORMANCE_MAX') then 'paid_shopping'
        when advertising_channel_type in ('VIDEO', 'DEMAND_GEN', 'DISCOVERY') then 'video'
        when advertising_channel_type in ('DISPLAY', 'MULTI_CHANNEL') then 'display'
        else 'other'
    end as channel,
    bidding_strategy_type as objective,
    case status
        when 'ENABLED' then 'active'
        when 'PAUSED' then 'paused'
        when 'REMOVED' then 'deleted'
    end as status,
    case when coalesce(budget_period, 'DAILY') = 'DAILY' then budget_amount end as daily_budget,
    started_at as created_at
from records
where recency = 1
