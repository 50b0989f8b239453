{{ incremental_by('workspace_id') }}
{%- set windows = [30, 60, 90, 180, 365] -%}
with orders as (
    select
        customers.*,
        orders.net_revenue,
        orders.gross_margin,
        orders.order_date
    from {{ ref('int_customers__acquired') }} as customers
    inner join {{ ref('orders') }} as orders
        on
            customers.workspace_id = orders.workspace_id
            and customers.customer_key = orders.customer_key
    where {{ is_changed('customers') }}
)

select
    workspace_id,
    customer_key,
    first_order_date,
    cohort_month,
    acquisition_channel,
    acquisition_platform,
    acquisition_campaign_id,
    last_day as observed_until,
    count(*) as orders,
    max(order_date) as last_order_date,
    {% for days in windows -%}
        -- known once the whole time has passed
        case
            when last_day >= {{ add_days('first_order_date', days) }}
                then {{ money(
                    'sum(case when order_date <= ' ~ add_days('first_order_date', days) ~ ' then net_revenue end)'
                ) }}
        end as ltv_{{ days }},
    {% endfor -%}
    {{ money('sum(net_revenue)') }} as lifetime_revenue,
    cast(case when count(*) = count(gross_margin) then sum(gross_margin) end as decimal(18, 6)) as lifetime_margin
from orders
group by
    workspace_id,
    customer_key,
    first_order_date,
    cohort_month,
    acquisition_channel,
    acquisition_platform,
    acquisition_campaign_id,
    last_day
