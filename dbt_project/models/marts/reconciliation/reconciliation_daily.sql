{{ incremental_by('date_day', tells=['date_day']) }}
with both_kinds as (
    select
        workspace_id,
        date_day,
        platform,
        claimed_conversions,
        claimed_revenue,
        true_orders,
        true_revenue,
        supported_orders,
        supported_by_click_id,
        supported_by_tag,
        supported_by_session,
        supported_revenue,
        shared_orders,
        shared_revenue,
        charges_included,
        later_changes_kept,
        credited_elsewhere,
        moved as other_day,
        cast(0 as decimal(18, 6)) as counted_twice,
        cast(0 as decimal(18, 6)) as value_differs,
        {{ money('case when claimed_revenue > supported_revenue then claimed_revenue - supported_revenue end') }}
            as beyond_evidence,
        {{ money('case when claimed_revenue < supported_revenue then claimed_revenue - supported_revenue end') }}
            as unclaimed
    from {{ ref('int_claims__bookings') }} as claims
    where {{ is_changed('claims') }}

    union all

    select
        workspace_id,
        date_day,
        'ga4' as platform,
        claimed_conversions,
        claimed_revenue,
        true_orders,
        true_revenue,
        supported_orders,
        cast(0 as decimal(18, 6)) as supported_by_click_id,
        cast(0 as decimal(18, 6)) as supported_by_tag,
        supported_orders as supported_by_session,
        supported_revenue,
        cast(0 as decimal(18, 6)) as shared_orders,
        cast(0 as decimal(18, 6)) as shared_revenue,
        charges_included,
        later_changes_kept,
        cast(0 as decimal(18, 6)) as credited_elsewhere,
        moved as other_day,
        counted_twice,
        value_differs,
        beyond_evidence,
        unclaimed
    from {{ ref('int_purchases__bookings') }} as purchases
    where {{ is_changed('purchases') }}
)

select
    workspace_id,
    date_day,
    platform,
    claimed_conversions,
    claimed_revenue,
    {{ count_of('true_orders') }} as true_orders,
    true_revenue,
    {{ overclaim_ratio('claimed_revenue', 'true_revenue') }} as overclaim_ratio,
    {{ count_of('supported_orders') }} as supported_orders,
    {{ count_of('supported_by_click_id') }} as supported_by_click_id,
    {{ count_of('supported_by_tag') }} as supported_by_tag,
    {{ count_of('supported_by_session') }} as supported_by_session,
    supported_revenue,
    {{ count_of('shared_orders') }} as shared_orders,
    shared_revenue,
    {{ money('claimed_revenue - true_revenue') }} as difference,
    charges_included,
    later_changes_kept,
    credited_elsewhere,
    other_day,
    counted_twice,
    value_differs,
    beyond_evidence,
    unclaimed,
    {{ money(
        'claimed_revenue - true_revenue - charges_included - later_changes_kept - credited_elsewhere - other_day'
        ~ ' - counted_twice - value_differs - beyond_evidence - unclaimed'
    ) }} as residual
from both_kinds
