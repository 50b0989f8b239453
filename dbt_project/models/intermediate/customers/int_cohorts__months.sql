{{ incremental_by('workspace_id') }}
-- every cohort with every month from its own to the newest, so that nothing is missing from a running sum
with cohorts as (
    select
        workspace_id,
        cohort_month,
        acquisition_channel,
        last_day,
        count(*) as customers
    from {{ ref('int_customers__acquired') }} as customers
    where {{ is_changed('customers') }}
    group by workspace_id, cohort_month, acquisition_channel, last_day
),

calendar as (
    select distinct
        workspace_id,
        cast(date_trunc('month', date_day) as date) as month_start
    from {{ ref('int_days') }} as days
    where {{ is_changed('days') }}
),

months as (
    select
        cohorts.*,
        calendar.month_start
    from cohorts
    inner join calendar
        on
            cohorts.workspace_id = calendar.workspace_id
            and cohorts.cohort_month <= calendar.month_start
),

bought as (
    select
        customers.workspace_id,
        customers.cohort_month,
        customers.acquisition_channel,
        cast(date_trunc('month', orders.order_date) as date) as month_start,
        count(*) as orders,
        count(distinct customers.buyer) as active_customers,
        sum(orders.net_revenue) as revenue,
        sum(orders.gross_margin) as gross_margin,
        count(*) - count(orders.gross_margin) as orders_of_unknown_cost
    from {{ ref('int_customers__acquired') }} as customers
    inner join {{ ref('orders') }} as orders
        on
            customers.workspace_id = orders.workspace_id
            and customers.buyer = coalesce(orders.customer_key, 'order ' || orders.order_id)
    where {{ is_changed('customers') }}
    group by
        customers.workspace_id,
        customers.cohort_month,
        customers.acquisition_channel,
        cast(date_trunc('month', orders.order_date) as date)
)

select
    months.workspace_id,
    months.cohort_month,
    months.acquisition_channel,
    months.month_start,
    cast(
        (extract(year from months.month_start) - extract(year from months.cohort_month)) * 12
        + extract(month from months.month_start) - extract(month from months.cohort_month) as bigint
    ) as months_since,
    months.customers,
    cast(date_trunc('month', {{ add_days('months.last_day', 1) }}) as date) > months.month_start as is_complete,
    {{ count_of('bought.orders') }} as orders,
    {{ count_of('bought.active_customers') }} as active_customers,
    {{ money('bought.revenue') }} as revenue,
    {{ money('bought.gross_margin') }} as gross_margin,
    {{ count_of('bought.orders_of_unknown_cost') }} as orders_of_unknown_cost
from months
left join bought
    on
        months.workspace_id = bought.workspace_id
        and months.cohort_month = bought.cohort_month
        and months.acquisition_channel = bought.acquisition_channel
        and months.month_start = bought.month_start
