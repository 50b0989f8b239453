with located as (
    select
        insights.*,
        countries.country_code
    from {{ source('raw_google_ads', 'country_insights') }} as insights
    left join {{ ref('stg_google_ads__countries') }} as countries
        on
            insights.workspace_id = countries.workspace_id
            and insights.account_id = countries.account_id
            and insights.country_criterion_id = countries.country_criterion_id
),

days as (
    select
        workspace_id,
        account_id,
        date_day,
        campaign_id,
        country_code,
        max(currency) as currency,
        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(conversions) as conversions,
        sum(conversions_value) as conversions_value
    from located
    group by workspace_id, account_id, date_day, campaign_id, country_code
)

select
    days.workspace_id,
    'google_ads' as platform,
    days.account_id,
    days.date_day,
    days.campaign_id,
    days.country_code,
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
