{{ incremental_by('date_day', tells=['date_day']) }}
select
    workspace_id,
    date_day,
    property_id,
    event_name,
    events,
    total_users,
    key_events
from {{ ref('stg_ga4__events_daily') }} as reports
where
    {{ is_changed('reports') }}
    and event_name is not null
    -- a workspace that was deleted has no settings any more
    and workspace_id in (select workspaces.workspace_id from {{ ref('int_workspaces__settings') }} as workspaces)
