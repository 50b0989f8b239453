{{ incremental_by('date_day', tells=['date_day']) }}
with days as (
    select
        ads.workspace_id,
        ads.date_day,
        ads.platform,
        ads.account_id,
        ads.campaign_id,
        creatives.creative_id,
        case when creatives.creative_id is null then 'residual' else 'reported' end as row_kind,
        max(creatives.creative_name) as creative_name,
        max(creatives.format) as format,
        max(ads.currency) as currency,
        max(ads.exchange_rate) as exchange_rate,
        sum(ads.spend_original) as spend_original,
        sum(ads.spend) as spend,
        sum(ads.impressions) as impressions,
        sum(ads.clicks) as clicks,
        sum(ads.platform_conversions) as platform_conversions,
        sum(ads.platform_revenue_original) as platform_revenue_original,
        sum(ads.platform_revenue) as platform_revenue
    from {{ ref('int_ads__days') }} as ads
    left join {{ ref('int_creatives__labels') }} as creatives
        on
            ads.workspace_id = creatives.workspace_id
            and ads.platform = creatives.platform
            and ads.ad_id = creatives.ad_id
    where
        {{ is_changed('ads') }}
        and ads.exchange_rate is not null
    group by
        ads.workspace_id,
        ads.date_day,
        ads.platform,
        ads.account_id,
        ads.campaign_id,
        creatives.creative_id
)

select
    days.workspace_id,
    days.date_day,
    days.platform,
    days.account_id,
    days.campaign_id,
    campaigns.campaign_name,
    days.creative_id,
    days.creative_name,
    days.format,
    days.row_kind,
    campaigns.channel,
    days.currency,
    days.exchange_rate,
    {{ money('days.spend_original') }} as spend_original,
    {{ money('days.spend') }} as spend,
    {{ count_of('days.impressions') }} as impressions,
    {{ count_of('days.clicks') }} as clicks,
    {{ money('days.platform_conversions') }} as platform_conversions,
    {{ money('days.platform_revenue_original') }} as platform_revenue_original,
    {{ money('days.platform_revenue') }} as platform_revenue
from days
inner join {{ ref('int_campaigns__labels') }} as campaigns
    on
        days.workspace_id = campaigns.workspace_id
        and days.platform = campaigns.platform
        and days.campaign_id = campaigns.campaign_id
