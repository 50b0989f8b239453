{{ incremental_by('workspace_id') }}
with running as (
    select
        *,
        {{ money(
            'sum(revenue) over (partition by workspace_id, cohort_month, acquisition_channel order by months_since)'
        ) }} as cumulative_revenue,
        {{ money(
            'sum(gross_margin) over (partition by workspace_id, cohort_month, acquisition_channel'
            ~ ' order by months_since)'
        ) }} as known_margin,
        sum(orders_of_unknown_cost) over (
            partition by workspace_id, cohort_month, acquisition_channel
            order by months_since
        ) as unknown_costs
    from {{ ref('int_cohorts__months') }} as months
    where {{ is_changed('months') }}
),

costed as (
    select
        *,
        cast(case when unknown_costs = 0 then known_margin end as decimal(18, 6)) as cumulative_margin
    from running
)

select
    workspace_id,
    cohort_month,
    acquisition_channel as channel,
    months_since,
    is_complete,
    {{ count_of('customers') }} as customers,
    active_customers,
    orders,
    revenue,
    cumulative_revenue,
    {{ cumulative_ltv('cumulative_revenue', 'customers') }} as cumulative_ltv,
    cumulative_margin,
    acquisition_spend,
    {{ new_customer_cac('acquisition_spend', 'customers') }} as new_customer_cac,
    {{ ltv_to_cac('cumulative_revenue', 'acquisition_spend') }} as ltv_to_cac,
    cumulative_revenue >= acquisition_spend as is_spend_recovered,
    cumulative_margin >= acquisition_spend as is_paid_back
from costed
