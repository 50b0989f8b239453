{# Fails for every day or moment in `column_name` after the newest sync. A day is added, since days are labelled in zones. #}
{% test no_future_dates(model, column_name) %}

with checked as (
    select {{ column_name }} as checked_value
    from {{ model }}
),

latest as (
    select max(finished_at) as finished_at
    from {{ ref('stg_workspaces__sync_runs') }}
)

select checked.checked_value as future_value
from checked
cross join latest
where cast(checked.checked_value as date) > cast(latest.finished_at as date) + 1

{% endtest %}
