{{ incremental_by('date_day', tells=['date_day']) }}
select
    ads.workspace_id,
    ads.date_day,
    ads.platform,
    ads.account_id,
    ads.campaign_id,
    ads.campaign_name,
    ads.ad_set_id,
    ads.ad_set_name,
    ads.ad_id,
    ads.ad_name,
    ads.row_kind,
    campaigns.channel,
    ads.currency,
    ads.exchange_rate,
    ads.spend_original,
    ads.spend,
    ads.impressions,
    ads.clicks,
    ads.link_clicks,
    ads.platform_conversions,
    ads.platform_revenue_original,
    ads.platform_revenue,
    maturity.is_mature
from {{ ref('int_ads__days') }} as ads
inner join {{ ref('int_campaigns__labels') }} as campaigns
    on
        ads.workspace_id = campaigns.workspace_id
        and ads.platform = campaigns.platform
        and ads.campaign_id = campaigns.campaign_id
inner join {{ ref('int_ads__maturity') }} as maturity
    on
        ads.workspace_id = maturity.workspace_id
        and ads.platform = maturity.platform
        and ads.account_id = maturity.account_id
        and ads.date_day = maturity.date_day
where
    {{ is_changed('ads') }}
    and ads.exchange_rate is not null
