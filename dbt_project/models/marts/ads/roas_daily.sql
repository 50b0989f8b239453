{{ incremental_by('date_day', tells=['date_day']) }}
with claimed as (
    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        {{ money('sum(spend)') }} as spend,
        {{ money('sum(platform_revenue)') }} as platform_revenue
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, date_day, platform, campaign_id
),

attributed as (
    select
        workspace_id,
        order_date as date_day,
        last_platform as platform,
        last_campaign_id as campaign_id,
        {{ money('count(*)') }} as attributed_orders,
        {{ money('sum(net_revenue)') }} as attributed_revenue
    from {{ ref('orders') }} as orders
    where
        {{ is_changed('orders', 'order_date') }}
        and last_platform is not null
    group by workspace_id, order_date, last_platform, last_campaign_id
),

stacked as (
    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        spend,
        platform_revenue,
        0 as attributed_orders,
        0 as attributed_revenue
    from claimed

    union all

    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        0 as spend,
        0 as platform_revenue,
        attributed_orders,
        attributed_revenue
    from attributed
),

amounts as (
    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        {{ money('sum(spend)') }} as spend,
        {{ money('sum(platform_revenue)') }} as platform_revenue,
        {{ money('sum(attributed_orders)') }} as attributed_orders,
        {{ money('sum(attributed_revenue)') }} as attributed_revenue
    from stacked
    group by workspace_id, date_day, platform, campaign_id
)

select
    amounts.workspace_id,
    amounts.date_day,
    amounts.platform,
    amounts.campaign_id,
    campaigns.campaign_name,
    amounts.spend,
    amounts.platform_revenue,
    {{ platform_roas('amounts.platform_revenue', 'amounts.spend') }} as platform_roas,
    amounts.attributed_orders,
    amounts.attributed_revenue,
    {{ attributed_roas('amounts.attributed_revenue', 'amounts.spend') }} as attributed_roas,
    {{ overclaim_ratio('amounts.platform_revenue', 'amounts.attributed_revenue') }} as overclaim_ratio
from amounts
left join {{ ref('int_campaigns__labels') }} as campaigns
    on
        amounts.workspace_id = campaigns.workspace_id
        and amounts.platform = campaigns.platform
        and amounts.campaign_id = campaigns.campaign_id
