{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'hourly',
        platforms=['facebook_ads', 'tiktok_ads'],
        parts=['hour_start', 'hour_of_day']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    hour_start,
    hour_of_day,
    row_kind,
    channel,
    currency,
    exchange_rate,
    spend_original,
    spend,
    impressions,
    clicks,
    platform_conversions,
    platform_revenue_original,
    platform_revenue
from details
