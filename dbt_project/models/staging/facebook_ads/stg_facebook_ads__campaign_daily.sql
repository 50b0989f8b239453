select
    reports.workspace_id,
    'facebook_ads' as platform,
    reports.account_id,
    reports.date_day,
    reports.campaign_id,
    reports.campaign_name,
    coalesce(reports.account_currency, accounts.currency) as currency,
    {{ money('reports.spend') }} as spend_original,
    {{ count_of('reports.impressions') }} as impressions,
    {{ count_of('reports.clicks') }} as clicks,
    {{ count_of('reports.inline_link_clicks') }} as link_clicks,
    {{ money('reports.purchases') }} as platform_conversions,
    {{ money('reports.purchase_value') }} as platform_revenue_original
from {{ source('raw_facebook_ads', 'campaign_insights') }} as reports
left join {{ ref('stg_facebook_ads__accounts') }} as accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.account_id = accounts.account_id
