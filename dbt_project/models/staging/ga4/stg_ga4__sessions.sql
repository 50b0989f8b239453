with events as (
    select
        *,
        row_number() over (partition by workspace_id, session_key order by event_at, event_key) as place
    from {{ ref('stg_ga4__events') }}
    where session_key is not null
),

sourced as (
    select
        *,
        row_number() over (partition by workspace_id, session_key order by event_at, event_key) as source_place
    from events
    where source is not null
),

pages as (
    select
        *,
        row_number() over (partition by workspace_id, session_key order by event_at, event_key) as page_place
    from events
    where event_name = 'page_view'
),

totals as (
    select
        workspace_id,
        session_key,
        min(property_id) as property_id,
        min(date_day) as date_day,
        min(client_key) as client_key,
        min(event_at) as started_at,
        max(event_at) as ended_at,
        min(session_number) as session_number,
        max(case when is_engaged then 1 else 0 end) = 1 as is_engaged,
        {{ count_of('count(*)') }} as events,
        {{ count_of("sum(case when event_name = 'page_view' then 1 else 0 end)") }} as page_views,
        {{ count_of('sum(case when is_first_purchase then 1 else 0 end)') }} as purchases,
        {{ money('sum(case when is_first_purchase then revenue_original end)') }} as revenue_original,
        min(case when place = 1 then device_category end) as device_category,
        min(case when place = 1 then country end) as country
    from events
    group by workspace_id, session_key
)

select
    totals.workspace_id,
    totals.session_key,
    totals.property_id,
    totals.date_day,
    totals.client_key,
    totals.started_at,
    totals.ended_at,
    totals.session_number,
    totals.is_engaged,
    totals.events,
    totals.page_views,
    totals.purchases,
    totals.revenue_original,
    totals.device_category,
    totals.country,
    pages.page_location as landing_page,
    pages.page_referrer as referrer_url,
    sourced.source,
    sourced.medium,
    sourced.campaign,
    sourced.campaign_id,
    sourced.content,
    sourced.term,
    sourced.default_channel_group,
    sourced.click_id_kind
from totals
left join sourced
    on
        totals.workspace_id = sourced.workspace_id
        and totals.session_key = sourced.session_key
        and sourced.source_place = 1
left join pages
    on
        totals.workspace_id = pages.workspace_id
        and totals.session_key = pages.session_key
        and pages.page_place = 1
