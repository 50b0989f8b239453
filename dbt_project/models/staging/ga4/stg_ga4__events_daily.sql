select
    workspace_id,
    property_id,
    date_day,
    event_name,
    {{ count_of('sum(event_count)') }} as events,
    {{ count_of('sum(total_users)') }} as total_users,
    {{ money('sum(key_events)') }} as key_events,
    {{ money('sum(event_value)') }} as value_original,
    max(currency) as currency
from {{ source('raw_ga4', 'events_daily') }}
group by workspace_id, property_id, date_day, event_name
