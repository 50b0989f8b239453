{{ incremental_by('date_day', tells=['date_day']) }}
{%- set measures = [
    'claimed_conversions', 'claimed_revenue', 'true_orders', 'true_revenue', 'charges_included', 'later_changes_kept',
    'credited_elsewhere', 'moved', 'supported_revenue', 'supported_orders', 'supported_by_click_id', 'supported_by_tag',
    'supported_by_session', 'shared_orders', 'shared_revenue'
] -%}
with claims as (
    select
        workspace_id,
        date_day,
        platform,
        platform_conversions as claimed_conversions,
        platform_revenue as claimed_revenue
    from {{ ref('ad_performance_daily') }} as ads
    where {{ is_changed('ads') }}
),

credited as (
    select
        workspace_id,
        order_date as date_day,
        last_platform as platform,
        1 as true_orders,
        net_revenue as true_revenue,
        charges as charges_included,
        later_changes as later_changes_kept
    from {{ ref('int_orders__values') }} as orders
    where
        {{ is_changed('orders', 'order_date') }}
        and last_platform is not null
),

on_order_day as (
    select
        workspace_id,
        order_date as date_day,
        platform,
        case when is_credited then 0 else order_value end as credited_elsewhere,
        -order_value as moved
    from {{ ref('int_orders__evidence') }} as evidence
    where {{ is_changed('evidence', 'order_date') }}
),

on_claim_day as (
    select
        workspace_id,
        claim_date as date_day,
        platform,
        order_value as moved,
        order_value as supported_revenue,
        1 as supported_orders,
        case when support = 'click_id' then 1 else 0 end as supported_by_click_id,
        case when support = 'tag' then 1 else 0 end as supported_by_tag,
        case when support = 'session' then 1 else 0 end as supported_by_session,
        case when is_shared then 1 else 0 end as shared_orders,
        case when is_shared then order_value else 0 end as shared_revenue
    from {{ ref('int_orders__evidence') }} as evidence
    where {{ is_changed('evidence', 'claim_date') }}
),

{% set parts = {
    'claims': measures[:2], 'credited': measures[2:6], 'on_order_day': measures[6:8], 'on_claim_day': measures[7:]
} -%}
stacked as (
    {% for part, filled in parts.items() %}
        select
            workspace_id,
            date_day,
            {% for measure in measures -%}
                {{ measure if measure in filled else '0' }} as {{ measure }},
            {% endfor -%}
            platform
        from {{ part }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    workspace_id,
    date_day,
    {% for measure in measures -%}
        {{ money('sum(' ~ measure ~ ')') }} as {{ measure }},
    {% endfor -%}
    platform
from stacked
group by workspace_id, date_day, platform
