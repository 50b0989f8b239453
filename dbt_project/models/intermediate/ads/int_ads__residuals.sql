{{ incremental_by('date_day', tells=['date_day']) }}
with ads as (
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        sum(spend_original) as spend_original,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(link_clicks) as link_clicks,
        sum(platform_conversions) as platform_conversions,
        sum(platform_revenue_original) as platform_revenue_original
    from {{ ref('int_ads__reported') }} as reported
    where {{ is_changed('reported') }}
    group by workspace_id, platform, account_id, date_day, campaign_id
),

remainders as (
    select
        campaigns.workspace_id,
        campaigns.platform,
        campaigns.account_id,
        campaigns.date_day,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.currency,
        {{ money('coalesce(campaigns.spend_original, 0) - coalesce(ads.spend_original, 0)') }} as spend_original,
        {{ count_of('coalesce(campaigns.impressions, 0) - coalesce(ads.impressions, 0)') }} as impressions,
        {{ count_of('coalesce(campaigns.clicks, 0) - coalesce(ads.clicks, 0)') }} as clicks,
        {{ count_of('coalesce(campaigns.link_clicks, 0) - coalesce(ads.link_clicks, 0)') }} as link_clicks,
        {{ money('coalesce(campaigns.platform_conversions, 0) - coalesce(ads.platform_conversions, 0)') }}
            as platform_conversions,
        {{ money('coalesce(campaigns.platform_revenue_original, 0) - coalesce(ads.platform_revenue_original, 0)') }}
            as platform_revenue_original
    from {{ ref('int_campaigns__reported') }} as campaigns
    left join ads
        on
            campaigns.workspace_id = ads.workspace_id
            and campaigns.platform = ads.platform
            and campaigns.account_id = ads.account_id
            and campaigns.date_day = ads.date_day
            and campaigns.campaign_id = ads.campaign_id
    where {{ is_changed('campaigns') }}
)

select *
from remainders
where
    spend_original <> 0
    or impressions <> 0
    or clicks <> 0
    or link_clicks <> 0
    or platform_conversions <> 0
    or platform_revenue_original <> 0
