{{ incremental_by('workspace_id') }}
-- every cohort with every month from its own to the newest, so that nothing is missing from a running sum
with acquired as (
    select
        workspace_id,
        cohort_month,
        acquisition_channel,
        count(*) as customers
    from {{ ref('int_customers__acquired') }} as customers
    where {{ is_changed('customers') }}
    group by workspace_id, cohort_month, acquisition_channel
),

spent as (
    select
        workspace_id,
        cast(date_trunc('month', date_day) as date) as month_start,
        channel,
        sum(spend) as spend
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, cast(date_trunc('month', date_day) as date), channel
    having sum(spend) <> 0
),

-- a channel that was paid for and won nobody is a cohort of no customers
cohorts as (
    select
        coalesce(acquired.workspace_id, spent.workspace_id) as workspace_id,
        coalesce(acquired.cohort_month, spent.month_start) as cohort_month,
        coalesce(acquired.acquisition_channel, spent.channel) as acquisition_channel,
        {{ count_of('acquired.customers') }} as customers,
        {{ money('spent.spend') }} as acquisition_spend
    from acquired
    full outer join spent
        on
            acquired.workspace_id = spent.workspace_id
            and acquired.cohort_month = spent.month_start
            and acquired.acquisition_channel = spent.channel
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
    months.acquisition_spend,
    coalesce(
        cast(date_trunc('month', {{ add_days('observed.last_day', 1) }}) as date) > months.month_start, false
    ) as is_complete,
    {{ count_of('bought.orders') }} as orders,
    {{ count_of('bought.active_customers') }} as active_customers,
    {{ money('bought.revenue') }} as revenue,
    {{ money('bought.gross_margin') }} as gross_margin,
    {{ count_of('bought.orders_of_unknown_cost') }} as orders_of_unknown_cost
from months
left join {{ ref('int_orders__observed') }} as observed
    on months.workspace_id = observed.workspace_id
left join bought
    on
        months.workspace_id = bought.workspace_id
        and months.cohort_month = bought.cohort_month
        and months.acquisition_channel = bought.acquisition_channel
        and months.month_start = bought.month_start
