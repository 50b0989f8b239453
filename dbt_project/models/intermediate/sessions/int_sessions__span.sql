{{ incremental_by('workspace_id') }}
select
    workspace_id,
    min(date_day) as first_day,
    max(date_day) as last_day
from {{ ref('int_sessions__daily') }} as sessions
where {{ is_changed('sessions') }}
group by workspace_id
