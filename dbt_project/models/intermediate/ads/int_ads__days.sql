{{ incremental_by('date_day', tells=['date_day']) }}
with rows_of_both_kinds as (
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        campaign_name,
        ad_set_id,
        ad_set_name,
        ad_id,
        ad_name,
        'reported' as row_kind,
        currency,
        {{ money('spend_original') }} as spend_original,
        {{ count_of('impressions') }} as impressions,
        {{ count_of('clicks') }} as clicks,
        {{ count_of('link_clicks') }} as link_clicks,
        {{ money('platform_conversions') }} as platform_conversions,
        {{ money('platform_revenue_original') }} as platform_revenue_original
    from {{ ref('int_ads__reported') }} as reported
    where {{ is_changed('reported') }}

    union all

    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        campaign_name,
        cast(null as text) as ad_set_id,
        cast(null as text) as ad_set_name,
        cast(null as text) as ad_id,
        cast(null as text) as ad_name,
        'residual' as row_kind,
        currency,
        spend_original,
        impressions,
        clicks,
        link_clicks,
        platform_conversions,
        platform_revenue_original
    from {{ ref('int_ads__residuals') }} as residuals
    where {{ is_changed('residuals') }}
),

rated as (
    select
        ads.*,
        case when ads.currency = workspaces.currency then 1 else rates.rate end as exchange_rate
    from rows_of_both_kinds as ads
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on ads.workspace_id = workspaces.workspace_id
    left join {{ ref('int_exchange_rates__daily') }} as rates
        on
            ads.workspace_id = rates.workspace_id
            and ads.currency = rates.currency
            and ads.date_day = rates.date_day
)

select
    workspace_id,
    platform,
    account_id,
    date_day,
    campaign_id,
    campaign_name,
    ad_set_id,
    ad_set_name,
    ad_id,
    ad_name,
    row_kind,
    currency,
    cast(exchange_rate as decimal(24, 12)) as exchange_rate,
    spend_original,
    {{ convert_money('spend_original', 'exchange_rate') }} as spend,
    impressions,
    clicks,
    link_clicks,
    platform_conversions,
    platform_revenue_original,
    {{ convert_money('platform_revenue_original', 'exchange_rate') }} as platform_revenue
from rated
