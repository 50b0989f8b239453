with on_devices as (
    select
        workspace_id,
        account_id,
        date_day,
        campaign_id,
        currency,
        spend,
        impressions,
        clicks,
        conversions,
        conversions_value,
        case device
            when 'MOBILE' then 'mobile'
            when 'DESKTOP' then 'desktop'
            when 'TABLET' then 'tablet'
            when 'CONNECTED_TV' then 'connected_tv'
            else 'other'
        end as device
    from {{ source('raw_google_ads', 'device_insights') }}
),

days as (
    select
        workspace_id,
        account_id,
        date_day,
        campaign_id,
        device,
        max(currency) as currency,
        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(conversions) as conversions,
        sum(conversions_value) as conversions_value
    from on_devices
    group by workspace_id, account_id, date_day, campaign_id, device
)

select
    days.workspace_id,
    'google_ads' as platform,
    days.account_id,
    days.date_day,
    days.campaign_id,
    days.device,
    coalesce(days.currency, accounts.currency) as currency,
    {{ money('days.spend') }} as spend_original,
    {{ count_of('days.impressions') }} as impressions,
    {{ count_of('days.clicks') }} as clicks,
    {{ money('days.conversions') }} as platform_conversions,
    {{ money('days.conversions_value') }} as platform_revenue_original
from days
left join {{ ref('stg_google_ads__accounts') }} as accounts
    on
        days.workspace_id = accounts.workspace_id
        and days.account_id = accounts.account_id
