with pages as (
    select
        *,
        lower(trim(session_source)) as source,
        lower(trim(session_medium)) as medium
    from {{ source('raw_ga4', 'landing_pages_daily') }}
)

select
    workspace_id,
    property_id,
    date_day,
    landing_page,
    source,
    medium,
    session_default_channel_group as default_channel_group,
    {{ count_of('sum(sessions)') }} as sessions,
    {{ count_of('sum(engaged_sessions)') }} as engaged_sessions,
    {{ count_of('sum(new_users)') }} as new_users,
    {{ money('sum(key_events)') }} as key_events,
    {{ count_of('sum(ecommerce_purchases)') }} as purchases,
    {{ money('sum(purchase_revenue)') }} as revenue_original,
    max(currency) as currency
from pages
group by workspace_id, property_id, date_day, landing_page, source, medium, session_default_channel_group
