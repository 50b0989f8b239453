{{ incremental_by('date_day', tells=['date_day']) }}
with sales as (
    select
        workspace_id,
        date_day,
        {{ money('sum(gross_revenue)') }} as gross_revenue,
        {{ money('sum(discounts)') }} as discounts,
        {{ money('sum(refunds)') }} as refunds
    from {{ ref('int_orders__days') }} as days
    where {{ is_changed('days') }}
    group by workspace_id, date_day
),

orders as (
    select
        workspace_id,
        order_date,
        count(*) as orders,
        {{ count_of('sum(case when is_new_customer then 1 else 0 end)') }} as new_customers,
        {{ money('sum(refunds)') }} as refunds_by_order_date
    from {{ ref('orders') }} as orders
    where {{ is_changed('orders', 'order_date') }}
    group by workspace_id, order_date
),

ads as (
    select
        workspace_id,
        date_day,
        {{ money('sum(spend)') }} as ad_spend
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, date_day
),

sessions as (
    select
        workspace_id,
        date_day,
        {{ count_of('sum(sessions)') }} as sessions
    from {{ ref('int_sessions__daily') }} as sessions
    where {{ is_changed('sessions') }}
    group by workspace_id, date_day
),

amounts as (
    select
        days.workspace_id,
        days.date_day,
        {{ money('sales.gross_revenue') }} as gross_revenue,
        {{ money('sales.discounts') }} as discounts,
        {{ money('sales.refunds') }} as refunds,
        {{ money('orders.refunds_by_order_date') }} as refunds_by_order_date,
        {{ money('ads.ad_spend') }} as ad_spend,
        {{ count_of('orders.orders') }} as orders,
        {{ count_of('orders.new_customers') }} as new_customers,
        -- unknown, not zero, where no session data reaches
        case when covered.workspace_id is not null then {{ count_of('sessions.sessions') }} end as sessions
    from {{ ref('int_days') }} as days
    left join sales on days.workspace_id = sales.workspace_id and days.date_day = sales.date_day
    left join orders on days.workspace_id = orders.workspace_id and days.date_day = orders.order_date
    left join ads on days.workspace_id = ads.workspace_id and days.date_day = ads.date_day
    left join sessions on days.workspace_id = sessions.workspace_id and days.date_day = sessions.date_day
    left join {{ ref('int_sessions__days') }} as covered
        on days.workspace_id = covered.workspace_id and days.date_day = covered.date_day
    where {{ is_changed('days') }}
),

netted as (
    select
        *,
        {{ money('gross_revenue - discounts - refunds') }} as net_revenue
    from amounts
)

select
    workspace_id,
    date_day,
    gross_revenue,
    discounts,
    refunds,
    refunds_by_order_date,
    net_revenue,
    ad_spend,
    orders,
    new_customers,
    {{ roas('net_revenue', 'ad_spend') }} as roas,
    {{ cac('ad_spend', 'orders') }} as cac,
    {{ new_customer_cac('ad_spend', 'new_customers') }} as new_customer_cac,
    {{ aov('gross_revenue', 'discounts', 'orders') }} as aov,
    sessions,
    {{ conversion_rate('orders', 'sessions') }} as conversion_rate
from netted
