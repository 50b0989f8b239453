{{ incremental_by('workspace_id') }}
with costs as (
    select distinct
        workspace_id,
        currency
    from {{ ref('int_workspaces__product_costs') }}
),

wanted as (
    -- days are labelled in any zone, hence one day more
    select
        workspace_id,
        currency,
        {{ add_days('cast(max(coalesce(processed_at, created_at)) as date)', 1) }} as last_day
    from {{ ref('stg_shopify__orders') }} as orders
    where {{ is_changed('orders') }}
    group by workspace_id, currency

    union all

    select
        workspace_id,
        currency,
        max(date_day) as last_day
    from {{ ref('int_ads__reported') }} as ads
    where {{ is_changed('ads') }}
    group by workspace_id, currency

    union all

    select
        workspace_id,
        currency,
        max(date_day) as last_day
    from {{ ref('int_campaigns__reported') }} as campaigns
    where {{ is_changed('campaigns') }}
    group by workspace_id, currency

    union all

    select
        purchases.workspace_id,
        properties.currency,
        max(purchases.date_day) as last_day
    from {{ ref('stg_ga4__purchases') }} as purchases
    inner join {{ ref('stg_ga4__properties') }} as properties
        on
            purchases.workspace_id = properties.workspace_id
            and purchases.property_id = properties.property_id
    where {{ is_changed('purchases') }}
    group by purchases.workspace_id, properties.currency

    union all

    select
        orders.workspace_id,
        costs.currency,
        {{ add_days('cast(max(coalesce(orders.processed_at, orders.created_at)) as date)', 1) }} as last_day
    from {{ ref('stg_shopify__orders') }} as orders
    inner join costs on orders.workspace_id = costs.workspace_id
    where {{ is_changed('orders') }}
    group by orders.workspace_id, costs.currency
)

select
    workspace_id,
    currency,
    max(last_day) as last_day
from wanted
group by workspace_id, currency
