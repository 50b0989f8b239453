{{ incremental_by('workspace_id', tells=['date_day']) }}
with costs as (
    select distinct
        workspace_id,
        currency
    from {{ ref('int_workspaces__product_costs') }}
),

wanted as (
    -- what has to be converted, and up to which day (labelled in any zone, hence one day more)
    select
        workspace_id,
        currency,
        {{ add_days('cast(max(coalesce(processed_at, created_at)) as date)', 1) }} as last_day
    from {{ ref('stg_shopify__orders') }} as orders
    where {{ is_changed('orders') }}
    group by workspace_id, currency

    union all

    select
        workspace_id,
        currency,
        max(date_day) as last_day
    from {{ ref('int_ads__reported') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, currency

    union all

    select
        workspace_id,
        currency,
        max(date_day) as last_day
    from {{ ref('int_campaigns__reported') }} as campaigns
    where {{ is_changed('campaigns') }}
    group by workspace_id, currency

    union all

    select
        purchases.workspace_id,
        properties.currency,
        max(purchases.date_day) as last_day
    from {{ ref('stg_ga4__purchases') }} as purchases
    inner join {{ ref('stg_ga4__properties') }} as properties
        on
            purchases.workspace_id = properties.workspace_id
            and purchases.property_id = properties.property_id
    where {{ is_changed('purchases') }}
    group by purchases.workspace_id, properties.currency

    union all

    select
        orders.workspace_id,
        costs.currency,
        {{ add_days('cast(max(coalesce(orders.processed_at, orders.created_at)) as date)', 1) }} as last_day
    from {{ ref('stg_shopify__orders') }} as orders
    inner join costs on orders.workspace_id = costs.workspace_id
    where {{ is_changed('orders') }}
    group by orders.workspace_id, costs.currency
),

currencies as (
    select
        workspace_id,
        currency,
        max(last_day) as last_day
    from wanted
    group by workspace_id, currency
),

published as (
    select
        rates.workspace_id,
        rates.currency,
        rates.rate_date,
        rates.rate,
        lead(rates.rate_date) over (
            partition by rates.workspace_id, rates.currency
            order by rates.rate_date
        ) as next_rate_date,
        currencies.last_day
    from {{ ref('stg_exchange_rates__rates') }} as rates
    inner join currencies
        on
            rates.workspace_id = currencies.workspace_id
            and rates.currency = currencies.currency
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
