{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'keyword_daily',
        platforms=['google_ads'],
        parts=['ad_set_id', 'keyword_id'],
        attributes=['keyword', 'match_type', 'quality_score']
    ) }}
)

select
    details.workspace_id,
    details.date_day,
    details.platform,
    details.account_id,
    details.campaign_id,
    details.campaign_name,
    details.ad_set_id,
    ad_sets.ad_set_name,
    details.keyword_id,
    details.keyword,
    details.match_type,
    details.quality_score,
    details.row_kind,
    details.channel,
    details.currency,
    details.exchange_rate,
    details.spend_original,
    details.spend,
    details.impressions,
    details.clicks,
    details.platform_conversions,
    details.platform_revenue_original,
    details.platform_revenue
from details
left join {{ ref('int_ad_sets__labels') }} as ad_sets
    on
        details.workspace_id = ad_sets.workspace_id
        and details.platform = ad_sets.platform
        and details.ad_set_id = ad_sets.ad_set_id
