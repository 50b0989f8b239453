with accounts as (
    select
        workspace_id,
        platform,
        account_id,
        max(account_name) as account_name
    from {{ ref('campaigns') }}
    group by workspace_id, platform, account_id
),

reports as (
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        {{ count_of('sum(clicks)') }} as clicks,
        {{ count_of('sum(impressions)') }} as impressions,
        {{ money('sum(spend)') }} as spend,
        {{ money('sum(platform_conversions)') }} as conversions,
        {{ money('sum(platform_revenue)') }} as conversions_value
    from {{ ref('ad_performance_daily') }}
    group by workspace_id, platform, account_id, date_day
)

select
    reports.workspace_id,
    reports.workspace_id as source_relation,
    reports.date_day,
    reports.platform,
    reports.account_id,
    accounts.account_name,
    reports.clicks,
    reports.impressions,
    reports.spend,
    reports.conversions,
    reports.conversions_value
from reports
inner join accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.platform = accounts.platform
        and reports.account_id = accounts.account_id
