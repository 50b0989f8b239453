{{ incremental_by('workspace_id', tells=['date_day']) }}
with spans as (
    select
        workspace_id,
        min(order_date) as first_day,
        max(order_date) as last_day
    from {{ ref('int_orders__placed') }} as orders
    where {{ is_changed('orders') }}
    group by workspace_id

    union all

    select
        workspace_id,
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_orders__ladder') }} as ladder
    where {{ is_changed('ladder') }}
    group by workspace_id

    union all

    select
        workspace_id,
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_ads__days') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id

    union all

    select
        workspace_id,
        first_day,
        last_day
    from {{ ref('int_sessions__span') }} as sessions
    where {{ is_changed('sessions') }}

    union all

    -- days that were asked for and held nothing: they close a span, they never open one
    select
        workspace_id,
        cast(null as date) as first_day,
        last_day_loaded as last_day
    from {{ ref('int_ads__loaded') }} as loaded
    where {{ is_changed('loaded') }}
),

bounds as (
    select
        workspace_id,
        min(first_day) as first_day,
        max(last_day) as last_day
    from spans
    group by workspace_id
    having min(first_day) is not null
),

days as (
    select
        workspace_id,
        {{ each_day('first_day', 'last_day') }} as date_day
    from bounds
)

select
    workspace_id,
    cast(date_day as date) as date_day
from days
