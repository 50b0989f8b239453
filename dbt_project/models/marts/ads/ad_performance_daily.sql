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
    ads.platform_conversions,
    ads.platform_revenue_original,
    ads.platform_revenue,
    coalesce(loaded.last_day_loaded >= settling.settles_on, true) as is_mature
from {{ ref('int_ads__days') }} as ads
inner join {{ ref('int_campaigns__known') }} as campaigns
    on
        ads.workspace_id = campaigns.workspace_id
        and ads.platform = campaigns.platform
        and ads.campaign_id = campaigns.campaign_id
left join {{ ref('int_ads__settling') }} as settling
    on
        ads.workspace_id = settling.workspace_id
        and ads.platform = settling.platform
        and ads.account_id = settling.account_id
        and ads.date_day = settling.date_day
left join {{ ref('int_ads__loaded') }} as loaded
    on
        ads.workspace_id = loaded.workspace_id
        and ads.platform = loaded.platform
        and ads.account_id = loaded.account_id
where ads.exchange_rate is not null
