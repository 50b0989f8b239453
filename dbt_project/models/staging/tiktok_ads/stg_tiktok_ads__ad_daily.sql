select
    reports.workspace_id,
    'tiktok_ads' as platform,
    reports.account_id,
    reports.date_day,
    reports.campaign_id,
    reports.campaign_name,
    reports.adgroup_id as ad_set_id,
    reports.adgroup_name as ad_set_name,
    reports.ad_id,
    reports.ad_name,
    coalesce(reports.currency, accounts.currency) as currency,
    {{ money('reports.spend') }} as spend_original,
    {{ count_of('reports.impressions') }} as impressions,
    {{ count_of('reports.clicks') }} as clicks,
    {{ count_of('reports.clicks') }} as link_clicks,
    {{ money('reports.purchases') }} as platform_conversions,
    {{ money('reports.purchase_value') }} as platform_revenue_original
from {{ source('raw_tiktok_ads', 'ad_insights') }} as reports
left join {{ ref('stg_tiktok_ads__accounts') }} as accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.account_id = accounts.account_id
