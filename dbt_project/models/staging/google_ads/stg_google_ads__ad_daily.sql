with days as (
    select
        workspace_id,
        account_id,
        date_day,
        ad_set_id,
        ad_id,
        max(campaign_id) as campaign_id,
        max(campaign_name) as campaign_name,
        max(ad_set_name) as ad_set_name,
        max(ad_name) as ad_name,
        max(currency) as currency,
        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(conversions) as conversions,
        sum(conversions_value) as conversions_value
    from {{ source('raw_google_ads', 'ad_insights') }}
    group by workspace_id, account_id, date_day, ad_set_id, ad_id
)

select
    days.workspace_id,
    'google_ads' as platform,
    days.account_id,
    days.date_day,
    days.campaign_id,
    days.campaign_name,
    days.ad_set_id,
    days.ad_set_name,
    days.ad_id,
    days.ad_name,
    coalesce(days.currency, accounts.currency) as currency,
    {{ money('days.spend') }} as spend_original,
    {{ count_of('days.impressions') }} as impressions,
    {{ count_of('days.clicks') }} as clicks,
    {{ count_of('days.clicks') }} as link_clicks,
    {{ money('days.conversions') }} as platform_conversions,
    {{ money('days.conversions_value') }} as platform_revenue_original
from days
left join {{ ref('stg_google_ads__accounts') }} as accounts
    on
        days.workspace_id = accounts.workspace_id
        and days.account_id = accounts.account_id
