{{ incremental_by('workspace_id') }}
-- every first order makes a customer; one that names nobody makes a customer of its own
with first_orders as (
    select
        orders.workspace_id,
        orders.buyer,
        orders.customer_key,
        orders.order_id as first_order_id,
        orders.order_date as first_order_date,
        cast(date_trunc('month', orders.order_date) as date) as cohort_month,
        paths.first_channel as acquisition_channel,
        paths.first_platform as acquisition_platform,
        paths.first_campaign_id as acquisition_campaign_id
    from {{ ref('int_customers__first_orders') }} as firsts
    inner join {{ ref('int_orders__dated') }} as orders
        on
            firsts.workspace_id = orders.workspace_id
            and firsts.order_id = orders.order_id
    inner join {{ ref('int_orders__paths') }} as paths
        on
            orders.workspace_id = paths.workspace_id
            and orders.order_id = paths.order_id
    where {{ is_changed('firsts') }}
),

-- only customers of whom an order can be converted
counted as (
    select distinct
        workspace_id,
        buyer
    from {{ ref('int_orders__placed') }} as placed
    where {{ is_changed('placed') }}
)

select
    first_orders.workspace_id,
    first_orders.buyer,
    first_orders.customer_key,
    first_orders.first_order_id,
    first_orders.first_order_date,
    first_orders.cohort_month,
    first_orders.acquisition_channel,
    first_orders.acquisition_platform,
    first_orders.acquisition_campaign_id,
    observed.last_day
from first_orders
inner join counted
    on
        first_orders.workspace_id = counted.workspace_id
        and first_orders.buyer = counted.buyer
inner join {{ ref('int_orders__observed') }} as observed
    on first_orders.workspace_id = observed.workspace_id
