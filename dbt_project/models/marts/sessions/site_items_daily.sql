{{ incremental_by('date_day', tells=['date_day']) }}
with items as (
    select
        reports.*,
        cast(
            case when reports.currency = workspaces.currency then 1 else rates.rate end as decimal(24, 12)
        ) as exchange_rate
    from {{ ref('stg_ga4__items_daily') }} as reports
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on reports.workspace_id = workspaces.workspace_id
    left join {{ ref('int_exchange_rates__daily') }} as rates
        on
            reports.workspace_id = rates.workspace_id
            and reports.currency = rates.currency
            and reports.date_day = rates.date_day
    where {{ is_changed('reports') }}
)

select
    workspace_id,
    date_day,
    property_id,
    item_id,
    item_name,
    viewed,
    added_to_cart,
    purchased,
    currency,
    exchange_rate,
    revenue_original,
    {{ convert_money('revenue_original', 'exchange_rate') }} as revenue
from items
