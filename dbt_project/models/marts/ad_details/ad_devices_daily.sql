{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'device_daily',
        platforms=['facebook_ads', 'google_ads'],
        parts=['device']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    device,
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
