-- Spend of every reported ad day is in the mart or in quarantine, in account currency, per account and day.
with both_sides as (
    {% for platform in ad_platforms() %}
        select
            reported.workspace_id,
            '{{ platform }}' as platform,
            reported.account_id,
            reported.date_day,
            reported.spend_original as reported_spend,
            0 as shown_spend
        from {{ ref('stg_' ~ platform ~ '__ad_daily') }} as reported
        inner join {{ ref('stg_workspaces__workspaces') }} as workspaces
            on reported.workspace_id = workspaces.workspace_id
        where {{ is_tested('reported') }}

        union all
    {% endfor %}

    select
        workspace_id,
        platform,
        account_id,
        date_day,
        0 as reported_spend,
        spend_original as shown_spend
    from {{ ref('ad_performance_daily') }}
    where
        {{ is_tested() }}
        and row_kind = 'reported'

    union all

    select
        workspace_id,
        platform,
        account_id,
        date_day,
        0 as reported_spend,
        spend_original as shown_spend
    from {{ ref('int_ads__days') }}
    where
        {{ is_tested() }}
        and row_kind = 'reported'
        and exchange_rate is null
)

select
    workspace_id,
    platform,
    account_id,
    date_day,
    sum(reported_spend) as reported_spend,
    sum(shown_spend) as shown_spend
from both_sides
group by workspace_id, platform, account_id, date_day
having sum(reported_spend) <> sum(shown_spend)
