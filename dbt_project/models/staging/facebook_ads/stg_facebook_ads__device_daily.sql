select
    reports.workspace_id,
    'facebook_ads' as platform,
    reports.account_id,
    reports.date_day,
    reports.campaign_id,
    case
        when reports.impression_device in ('iphone', 'ipod', 'android_smartphone') then 'mobile'
        when reports.impression_device in ('ipad', 'android_tablet') then 'tablet'
        when reports.impression_device = 'desktop' then 'desktop'
        else 'other'
    end as device,
    max(coalesce(reports.account_currency, accounts.currency)) as currency,
    {{ money('sum(reports.spend)') }} as spend_original,
    {{ count_of('sum(reports.impressions)') }} as impressions,
    {{ count_of('sum(reports.clicks)') }} as clicks,
    {{ money('sum(reports.purchases)') }} as platform_conversions,
    {{ money('sum(reports.purchase_value)') }} as platform_revenue_original
from {{ source('raw_facebook_ads', 'device_insights') }} as reports
left join {{ ref('stg_facebook_ads__accounts') }} as accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.account_id = accounts.account_id
group by 1, 2, 3, 4, 5, 6
