{{ incremental_by('workspace_id') }}
with first_orders as (
    select
        orders.workspace_id,
        orders.customer_key,
        orders.ordered_at as first_order_at,
        orders.order_date as first_order_date,
        orders.order_id as first_order_id,
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
    where
        {{ is_changed('firsts') }}
        and orders.customer_key is not null
),

totals as (
    select
        workspace_id,
        customer_key,
        count(*) as orders,
        max(ordered_at) as last_order_at,
        {{ money('sum(net_revenue)') }} as lifetime_revenue
    from {{ ref('orders') }} as orders
    where
        {{ is_changed('orders') }}
        and customer_key is not null
    group by workspace_id, customer_key
)

select
    totals.workspace_id,
    totals.customer_key,
    customers.country_code,
    first_orders.first_order_at,
    first_orders.first_order_date,
    first_orders.first_order_id,
    totals.last_order_at,
    first_orders.acquisition_channel,
    first_orders.acquisition_platform,
    first_orders.acquisition_campaign_id,
    totals.orders,
    totals.lifetime_revenue
from totals
inner join first_orders
    on
        totals.workspace_id = first_orders.workspace_id
        and totals.customer_key = first_orders.customer_key
left join {{ ref('stg_shopify__customers') }} as customers
    on
        totals.workspace_id = customers.workspace_id
        and totals.customer_key = customers.customer_key
