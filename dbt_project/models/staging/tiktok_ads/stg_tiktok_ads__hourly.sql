select
    reports.workspace_id,
    'tiktok_ads' as platform,
    reports.account_id,
    reports.date_day,
    reports.campaign_id,
    reports.hour_start,
    reports.hour_of_day,
    max(coalesce(reports.currency, accounts.currency)) as currency,
    {{ money('sum(reports.spend)') }} as spend_original,
    {{ count_of('sum(reports.impressions)') }} as impressions,
    {{ count_of('sum(reports.clicks)') }} as clicks,
    {{ money('sum(reports.purchases)') }} as platform_conversions,
    {{ money('sum(reports.purchase_value)') }} as platform_revenue_original
from {{ source('raw_tiktok_ads', 'hourly_insights') }} as reports
left join {{ ref('stg_tiktok_ads__accounts') }} as accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.account_id = accounts.account_id
group by 1, 2, 3, 4, 5, 6, 7
