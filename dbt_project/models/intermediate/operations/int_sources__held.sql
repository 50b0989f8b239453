{{ incremental_by('workspace_id') }}
-- what the warehouse holds of each source, from which day and up to which
with ads as (
    select
        workspace_id,
        platform,
        count(*) as rows_held,
        min(date_day) as first_fact_day,
        max(date_day) as last_fact_day
    from {{ ref('int_ads__reported') }} as reported
    where {{ is_changed('reported') }}
    group by workspace_id, platform
),

ads_loaded as (
    select
        workspace_id,
        platform,
        -- whole from the day on which the last of its accounts begins
        max(first_day_loaded) as first_day_loaded,
        max(last_day_loaded) as last_day_loaded
    from {{ ref('int_ads__loaded') }} as loaded
    where {{ is_changed('loaded') }}
    group by workspace_id, platform
)

select
    coalesce(ads.workspace_id, ads_loaded.workspace_id) as workspace_id,
    coalesce(ads.platform, ads_loaded.platform) as source,
    {{ count_of('ads.rows_held') }} as rows_held,
    coalesce(ads_loaded.first_day_loaded, ads.first_fact_day) as first_day_loaded,
    coalesce(ads_loaded.last_day_loaded, ads.last_fact_day) as last_day_loaded
from ads
full outer join ads_loaded
    on
        ads.workspace_id = ads_loaded.workspace_id
        and ads.platform = ads_loaded.platform

union all

select
    orders.workspace_id,
    'shopify' as source,
    count(*) as rows_held,
    {{ local_date('min(orders.processed_at)', 'min(workspaces.timezone)') }} as first_day_loaded,
    {{ local_date('max(coalesce(orders.updated_at, orders.created_at))', 'min(workspaces.timezone)') }}
        as last_day_loaded
from {{ ref('stg_shopify__orders') }} as orders
inner join {{ ref('int_workspaces__settings') }} as workspaces
    on orders.workspace_id = workspaces.workspace_id
where {{ is_changed('orders') }}
group by orders.workspace_id

union all

select
    workspace_id,
    'ga4' as source,
    count(*) as rows_held,
    min(date_day) as first_day_loaded,
    max(date_day) as last_day_loaded
from {{ ref('stg_ga4__traffic_daily') }} as traffic
where {{ is_changed('traffic') }}
group by workspace_id

union all

select
    workspace_id,
    'exchange_rates' as source,
    count(*) as rows_held,
    min(rate_date) as first_day_loaded,
    max(rate_date) as last_day_loaded
from {{ ref('stg_exchange_rates__rates') }} as rates
where {{ is_changed('rates') }}
group by workspace_id
