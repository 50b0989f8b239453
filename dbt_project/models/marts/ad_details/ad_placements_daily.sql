{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'placement_daily',
        platforms=['facebook_ads'],
        parts=['publisher_platform', 'position']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    publisher_platform,
    position as placement,
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
