{{ incremental_by('workspace_id', tells=['date_day']) }}
with span as (
    select
        workspace_id,
        min(date_day) as first_day,
        max(date_day) as last_day
    from {{ ref('int_purchases__recorded') }} as purchases
    where {{ is_changed('purchases') }}
    group by workspace_id
),

recorded as (
    select
        purchases.workspace_id,
        purchases.date_day,
        purchases.order_id,
        purchases.is_first_of_order,
        purchases.purchases_of_order,
        purchases.purchases,
        purchases.revenue,
        case when purchases.is_first_of_order then orders.order_value else 0 end as order_value
    from {{ ref('int_purchases__recorded') }} as purchases
    left join {{ ref('int_orders__values') }} as orders
        on
            purchases.workspace_id = orders.workspace_id
            and purchases.order_id = orders.order_id
    where
        {{ is_changed('purchases') }}
        and purchases.revenue is not null
),

found as (
    select
        workspace_id,
        order_id
    from recorded
    where is_first_of_order
),

-- orders of days that analytics covers, and those that it recorded on another day
placed as (
    select
        orders.workspace_id,
        orders.order_date as date_day,
        orders.net_revenue,
        orders.charges,
        orders.later_changes,
        orders.order_value,
        found.order_id is not null as is_recorded
    from {{ ref('int_orders__values') }} as orders
    inner join span on orders.workspace_id = span.workspace_id
    left join found
        on
            orders.workspace_id = found.workspace_id
            and orders.order_id = found.order_id
    where
        {{ is_changed('orders') }}
        and (found.order_id is not null or orders.order_date between span.first_day and span.last_day)
),

stacked as (
    select
        workspace_id,
        date_day,
        purchases as claimed_conversions,
        revenue as claimed_revenue,
        0 as true_orders,
        0 as true_revenue,
        0 as charges_included,
        0 as later_changes_kept,
        order_value as moved,
        case when order_id is not null and purchases_of_order > 1 then revenue - order_value else 0 end
            as counted_twice,
        case when order_id is not null and purchases_of_order <= 1 then revenue - order_value else 0 end
            as value_differs,
        case when order_id is null then revenue else 0 end as beyond_evidence,
        0 as unclaimed,
        case when is_first_of_order then 1 else 0 end as supported_orders,
        order_value as supported_revenue
    from recorded

    union all

    select
        workspace_id,
        date_day,
        0 as claimed_conversions,
        0 as claimed_revenue,
        1 as true_orders,
        net_revenue as true_revenue,
        charges as charges_included,
        later_changes as later_changes_kept,
        case when is_recorded then -order_value else 0 end as moved,
        0 as counted_twice,
        0 as value_differs,
        0 as beyond_evidence,
        case when is_recorded then 0 else -order_value end as unclaimed,
        0 as supported_orders,
        0 as supported_revenue
    from placed
)

select
    workspace_id,
    {% for measure in [
        'claimed_conversions', 'claimed_revenue', 'true_orders', 'true_revenue', 'charges_included',
        'later_changes_kept', 'moved', 'counted_twice', 'value_differs', 'beyond_evidence', 'unclaimed',
        'supported_orders', 'supported_revenue'
    ] -%}
        {{ money('sum(' ~ measure ~ ')') }} as {{ measure }},
    {% endfor -%}
    date_day
from stacked
group by workspace_id, date_day
