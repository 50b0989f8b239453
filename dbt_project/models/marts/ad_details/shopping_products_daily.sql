{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'product_daily',
        platforms=['google_ads'],
        parts=['item_id'],
        attributes=['product_title']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    item_id,
    product_title,
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
