{{ incremental_by('date_day', tells=['date_day']) }}
select
    workspace_id,
    platform,
    account_id,
    date_day,
    campaign_id,
    max(campaign_name) as campaign_name,
    max(currency) as currency,
    max(exchange_rate) as exchange_rate,
    {{ money('sum(spend_original)') }} as spend_original,
    {{ money('sum(spend)') }} as spend,
    {{ count_of('sum(impressions)') }} as impressions,
    {{ count_of('sum(clicks)') }} as clicks,
    {{ money('sum(platform_conversions)') }} as platform_conversions,
    {{ money('sum(platform_revenue_original)') }} as platform_revenue_original,
    {{ money('sum(platform_revenue)') }} as platform_revenue
from {{ ref('int_ads__days') }} as ads
where
    {{ is_changed('ads') }}
    and exchange_rate is not null
group by workspace_id, platform, account_id, date_day, campaign_id
