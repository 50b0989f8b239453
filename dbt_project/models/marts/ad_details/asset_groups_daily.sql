{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'asset_group_daily',
        platforms=['google_ads'],
        parts=['asset_group_id'],
        attributes=['asset_group_name']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    asset_group_id,
    asset_group_name,
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
