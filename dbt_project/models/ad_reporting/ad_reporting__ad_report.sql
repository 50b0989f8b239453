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
        campaign_id,
        max(campaign_name) as campaign_name,
        ad_set_id as ad_group_id,
        max(ad_set_name) as ad_group_name,
        ad_id,
        max(ad_name) as ad_name,
        {{ count_of('sum(clicks)') }} as clicks,
        {{ count_of('sum(impressions)') }} as impressions,
        {{ money('sum(spend)') }} as spend,
        {{ money('sum(platform_conversions)') }} as conversions,
        {{ money('sum(platform_revenue)') }} as conversions_value
    from {{ ref('ad_performance_daily') }}
    where ad_id is not null
    group by workspace_id, platform, account_id, date_day, campaign_id, ad_set_id, ad_id
)

select
    reports.workspace_id,
    reports.workspace_id as source_relation,
    reports.date_day,
    reports.platform,
    reports.account_id,
    accounts.account_name,
    reports.campaign_id,
    reports.campaign_name,
    reports.ad_group_id,
    reports.ad_group_name,
    reports.ad_id,
    reports.ad_name,
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
