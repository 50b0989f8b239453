-- What a platform reports for a campaign and day is what its ads and their residual add up to, in account currency.
with built as (
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        sum(spend_original) as spend_original,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(platform_conversions) as platform_conversions,
        sum(platform_revenue_original) as platform_revenue_original
    from {{ ref('int_ads__days') }}
    where {{ is_tested() }}
    group by workspace_id, platform, account_id, date_day, campaign_id
)

select
    reported.workspace_id,
    reported.platform,
    reported.account_id,
    reported.date_day,
    reported.campaign_id
from {{ ref('int_campaigns__reported') }} as reported
inner join {{ ref('stg_workspaces__workspaces') }} as workspaces
    on reported.workspace_id = workspaces.workspace_id
left join built
    on
        reported.workspace_id = built.workspace_id
        and reported.platform = built.platform
        and reported.account_id = built.account_id
        and reported.date_day = built.date_day
        and reported.campaign_id = built.campaign_id
where
    {{ is_tested('reported') }}
    and (
        coalesce(reported.spend_original, 0) <> coalesce(built.spend_original, 0)
        or coalesce(reported.impressions, 0) <> coalesce(built.impressions, 0)
        or coalesce(reported.clicks, 0) <> coalesce(built.clicks, 0)
        or coalesce(reported.platform_conversions, 0) <> coalesce(built.platform_conversions, 0)
        or coalesce(reported.platform_revenue_original, 0) <> coalesce(built.platform_revenue_original, 0)
    )
