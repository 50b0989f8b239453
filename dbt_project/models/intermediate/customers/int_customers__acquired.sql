-- every first order makes a customer; one that names nobody makes a customer of its own
with first_orders as (
    select
        orders.workspace_id,
        coalesce(orders.customer_key, 'order ' || orders.order_id) as buyer,
        orders.customer_key,
        orders.order_id as first_order_id,
        orders.order_date as first_order_date,
        cast(date_trunc('month', orders.order_date) as date) as cohort_month,
        paths.first_channel as acquisition_channel,
        paths.first_platform as acquisition_platform,
        paths.first_campaign_id as acquisition_campaign_id
    from {{ ref('int_orders__dated') }} as orders
    inner join {{ ref('int_orders__paths') }} as paths
        on
            orders.workspace_id = paths.workspace_id
            and orders.order_id = paths.order_id
    where orders.is_new_customer
),

-- only customers of whom an order can be converted
counted as (
    select distinct
        workspace_id,
        coalesce(customer_key, 'order ' || order_id) as buyer
    from {{ ref('int_orders__placed') }}
),

newest as (
    select
        workspace_id,
        max(date_day) as last_day
    from {{ ref('int_days') }}
    group by workspace_id
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
    newest.last_day
from first_orders
inner join counted
    on
        first_orders.workspace_id = counted.workspace_id
        and first_orders.buyer = counted.buyer
inner join newest on first_orders.workspace_id = newest.workspace_id
