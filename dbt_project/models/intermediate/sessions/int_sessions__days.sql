{{ incremental_by('workspace_id', tells=['date_day']) }}
with days as (
    select
        workspace_id,
        {{ each_day('first_day', 'last_day') }} as date_day
    from {{ ref('int_sessions__span') }} as span
    where {{ is_changed('span') }}
)

select
    workspace_id,
    cast(date_day as date) as date_day
from days
