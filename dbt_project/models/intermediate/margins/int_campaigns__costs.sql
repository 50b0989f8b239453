{%- set amounts = [
    'orders', 'gross_revenue', 'net_revenue', 'cost_of_goods', 'shipping_income', 'shipping_cost', 'payment_cost', 'spend',
    'other_costs', 'goods_covered_revenue', 'covered_revenue', 'goods_unknown', 'shipping_unknown',
    'payment_unknown', 'other_unknown'
] -%}
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
    from {{ ref('order_margins') }}
    group by workspace_id, order_date, last_platform, last_campaign_id
),

advertised as (
    select
        workspace_id,
        date_day,
        platform,
        campaign_id,
        {% for amount in amounts %}
            {{ 'sum(spend)' if amount == 'spend' else '0' }} as {{ amount }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('ad_performance_daily') }}
    group by workspace_id, date_day, platform, campaign_id
),

-- costs per day belong to no campaign
running as (
    select
        days.workspace_id,
        days.date_day,
        cast(null as text) as platform,
        cast(null as text) as campaign_id,
        {% for amount in amounts %}
            {{ 'rates.per_day' if amount == 'other_costs' else '0' }} as {{ amount }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_days') }} as days
    inner join {{ ref('stg_workspaces__cost_rates') }} as rates
        on
            days.workspace_id = rates.workspace_id
            and rates.kind = 'other'
            and days.date_day >= rates.valid_from
            and (rates.valid_to is null or days.date_day < rates.valid_to)
    where rates.per_day <> 0
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
    {% for amount in amounts %}
        {{ money('sum(' ~ amount ~ ')') }} as {{ amount }}{{ ',' if not loop.last }}
    {% endfor %}
from stacked
group by workspace_id, date_day, platform, campaign_id
