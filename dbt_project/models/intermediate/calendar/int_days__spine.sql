with bounds as (
    select
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_days') }}
),

days as (
    select {{ each_day('first_day', 'last_day') }} as date_day
    from bounds
)

select cast(date_day as date) as date_day
from days
