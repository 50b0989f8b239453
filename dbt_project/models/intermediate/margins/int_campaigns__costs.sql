{{ incremental_by('date_day', tells=['date_day']) }}
with sold as (
    select
        workspace_id,
        order_date as date_day,
        last_platform as platform,
        last_campaign_id as campaign_id,
        count(*) as orders,
        sum(gross_revenue) as gross_revenue,
        sum(net_revenue) as net_revenue,
        sum(cost_of_goods) as cost_of_goods,
        sum(shipping_income) as shipping_income,
        sum(shipping_cost) as shipping_cost,
        sum(payment_cost) as payment_cost,
        0 as spend,
        sum(other_cost) as other_costs,
        sum(case when cost_of_goods is not null then gross_revenue end) as goods_covered_revenue,
        sum(case when contribution_margin_2 is not null and other_cost is not null then gross_revenue end)
            as covered_revenue,
        count(*) - count(cost_of_goods) as goods_unknown,
        count(*) - count(shipping_cost) as shipping_unknown,
        count(*) - count(payment_cost) as payment_unknown,
        count(*) - count(other_cost) as other_unknown
    from {{ ref('order_margins') }} as orders
    where {{ is_changed('orders', 'order_date') }}
    group by workspace_id, order_date, last_platform, last_campaign_id
),

advertised as (
    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        0 as orders,
        0 as gross_revenue,
        0 as net_revenue,
        0 as cost_of_goods,
        0 as shipping_income,
        0 as shipping_cost,
        0 as payment_cost,
        sum(spend) as spend,
        0 as other_costs,
        0 as goods_covered_revenue,
        0 as covered_revenue,
        0 as goods_unknown,
        0 as shipping_unknown,
        0 as payment_unknown,
        0 as other_unknown
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, date_day, platform, campaign_id
),

-- costs per day belong to no campaign
running as (
    select
        days.workspace_id,
        days.date_day,
        cast(null as text) as platform,
        cast(null as text) as campaign_id,
        0 as orders,
        0 as gross_revenue,
        0 as net_revenue,
        0 as cost_of_goods,
        0 as shipping_income,
        0 as shipping_cost,
        0 as payment_cost,
        0 as spend,
        rates.per_day as other_costs,
        0 as goods_covered_revenue,
        0 as covered_revenue,
        0 as goods_unknown,
        0 as shipping_unknown,
        0 as payment_unknown,
        0 as other_unknown
    from {{ ref('int_days') }} as days
    inner join {{ ref('int_workspaces__cost_rates') }} as rates
        on
            days.workspace_id = rates.workspace_id
            and rates.kind = 'other'
            and days.date_day >= rates.valid_from
            and (rates.valid_to is null or days.date_day < rates.valid_to)
    where
        {{ is_changed('days') }}
        and rates.per_day <> 0
),

stacked as (
    select * from sold
    union all
    select * from advertised
    union all
    select * from running
)

select
    workspace_id,
    date_day,
    platform,
    campaign_id,
    {{ money('sum(orders)') }} as orders,
    {{ money('sum(gross_revenue)') }} as gross_revenue,
    {{ money('sum(net_revenue)') }} as net_revenue,
    {{ money('sum(cost_of_goods)') }} as cost_of_goods,
    {{ money('sum(shipping_income)') }} as shipping_income,
    {{ money('sum(shipping_cost)') }} as shipping_cost,
    {{ money('sum(payment_cost)') }} as payment_cost,
    {{ money('sum(spend)') }} as spend,
    {{ money('sum(other_costs)') }} as other_costs,
    {{ money('sum(goods_covered_revenue)') }} as goods_covered_revenue,
    {{ money('sum(covered_revenue)') }} as covered_revenue,
    {{ money('sum(goods_unknown)') }} as goods_unknown,
    {{ money('sum(shipping_unknown)') }} as shipping_unknown,
    {{ money('sum(payment_unknown)') }} as payment_unknown,
    {{ money('sum(other_unknown)') }} as other_unknown
from stacked
group by workspace_id, date_day, platform, campaign_id
