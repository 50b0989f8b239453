{{ incremental_by('workspace_id', tells=['date_day']) }}
with published as (
    select
        rates.workspace_id,
        rates.currency,
        rates.rate_date,
        rates.rate,
        lead(rates.rate_date) over (
            partition by rates.workspace_id, rates.currency
            order by rates.rate_date
        ) as next_rate_date,
        used.last_day
    from {{ ref('stg_exchange_rates__rates') }} as rates
    -- rates to the currency that a workspace had before are none
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on
            rates.workspace_id = workspaces.workspace_id
            and rates.base_currency = workspaces.currency
    inner join {{ ref('int_currencies__used') }} as used
        on
            rates.workspace_id = used.workspace_id
            and rates.currency = used.currency
    where {{ is_changed('rates') }}
),

-- a rate stays in force until the next one is published: over weekends, holidays and gaps
spans as (
    select
        workspace_id,
        currency,
        rate_date,
        rate,
        coalesce({{ add_days('next_rate_date', -1) }}, greatest(rate_date, last_day)) as last_day
    from published
),

in_force as (
    select
        workspace_id,
        currency,
        rate_date,
        rate,
        {{ each_day('rate_date', 'last_day') }} as date_day
    from spans
)

select
    workspace_id,
    currency,
    cast(date_day as date) as date_day,
    rate_date,
    cast(rate as decimal(24, 12)) as rate
from in_force
