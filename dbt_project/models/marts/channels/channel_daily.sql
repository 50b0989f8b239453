{{ incremental_by('date_day', tells=['date_day']) }}
with ads as (
    select
        workspace_id,
        date_day,
        channel,
        sum(spend) as spend,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(platform_conversions) as platform_conversions,
        sum(platform_revenue) as platform_revenue
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, date_day, channel
),

credited as (
    select
        workspace_id,
        order_date as date_day,
        last_channel as channel,
        count(*) as attributed_orders,
        sum(net_revenue) as attributed_revenue
    from {{ ref('orders') }} as orders
    where {{ is_changed('orders', 'order_date') }}
    group by workspace_id, order_date, last_channel
),

keys as (
    select
        workspace_id,
        date_day,
        channel
    from ads

    union distinct

    select
        workspace_id,
        date_day,
        channel
    from credited

    union distinct

    select
        workspace_id,
        date_day,
        channel
    from {{ ref('int_sessions__daily') }} as sessions
    where {{ is_changed('sessions') }}
),

amounts as (
    select
        keys.workspace_id,
        keys.date_day,
        keys.channel,
        {{ money('ads.spend') }} as spend,
        {{ count_of('ads.impressions') }} as impressions,
        {{ count_of('ads.clicks') }} as clicks,
        -- unknown, not zero, where no session data reaches
        case when covered.workspace_id is not null then {{ count_of('sessions.sessions') }} end as sessions,
        {{ money('ads.platform_conversions') }} as platform_conversions,
        {{ money('ads.platform_revenue') }} as platform_revenue,
        {{ money('credited.attributed_orders') }} as attributed_orders,
        {{ money('credited.attributed_revenue') }} as attributed_revenue
    from keys
    left join ads
        on keys.workspace_id = ads.workspace_id and keys.date_day = ads.date_day and keys.channel = ads.channel
    left join credited
        on
            keys.workspace_id = credited.workspace_id
            and keys.date_day = credited.date_day
            and keys.channel = credited.channel
    left join {{ ref('int_sessions__daily') }} as sessions
        on
            keys.workspace_id = sessions.workspace_id
            and keys.date_day = sessions.date_day
            and keys.channel = sessions.channel
    left join {{ ref('int_sessions__days') }} as covered
        on keys.workspace_id = covered.workspace_id and keys.date_day = covered.date_day
)

select
    workspace_id,
    date_day,
    channel,
    spend,
    impressions,
    clicks,
    sessions,
    platform_conversions,
    platform_revenue,
    attributed_orders,
    attributed_revenue,
    {{ attributed_roas('attributed_revenue', 'spend') }} as roas,
    {{ platform_roas('platform_revenue', 'spend') }} as platform_roas,
    {{ cpa('spend', 'attributed_orders') }} as cpa
from amounts
