{{ incremental_by('date_day', tells=['date_day']) }}
with details as (
    {{ campaign_details(
        'country_daily',
        platforms=ad_platforms(),
        parts=['country_code']
    ) }}
)

select
    workspace_id,
    date_day,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    country_code,
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
