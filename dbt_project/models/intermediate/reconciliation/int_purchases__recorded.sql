{{ incremental_by('workspace_id', tells=['date_day']) }}
-- the purchases that analytics recorded, each with the order of the shop that it is, if any
with purchases as (
    select
        purchases.workspace_id,
        purchases.property_id,
        purchases.date_day,
        purchases.transaction_id,
        purchases.source,
        purchases.medium,
        purchases.campaign,
        purchases.purchases,
        purchases.revenue_original,
        properties.currency,
        workspaces.currency as workspace_currency,
        case
            when {{ is_paid_medium('purchases.medium') }} then coalesce(sources.platform, sites.platform)
        end as platform
    from {{ ref('stg_ga4__purchases') }} as purchases
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on purchases.workspace_id = workspaces.workspace_id
    left join {{ ref('stg_ga4__properties') }} as properties
        on
            purchases.workspace_id = properties.workspace_id
            and purchases.property_id = properties.property_id
    left join {{ ref('traffic_sources') }} as sources on purchases.source = sources.source_name
    left join {{ ref('traffic_sources') }} as sites on {{ site_name('purchases.source') }} = sites.source_name
    where {{ is_changed('purchases') }}
),

-- a tag sends the order's number, or the name that the shop shows
names as (
    select
        workspace_id,
        order_name,
        min(order_id) as order_id
    from {{ ref('int_orders__values') }} as orders
    where {{ is_changed('orders') }}
    group by workspace_id, order_name
    having count(*) = 1
),

matched as (
    select
        purchases.*,
        coalesce(by_id.order_id, by_name.order_id) as order_id
    from purchases
    left join {{ ref('int_orders__values') }} as by_id
        on
            purchases.workspace_id = by_id.workspace_id
            and purchases.transaction_id = by_id.order_id
    left join names as by_name
        on
            purchases.workspace_id = by_name.workspace_id
            and purchases.transaction_id = by_name.order_name
),

-- the order's own rate where there is one, so that only a different value is a difference
rated as (
    select
        matched.*,
        case
            when matched.currency = matched.workspace_currency then 1
            when matched.currency = orders.currency then orders.exchange_rate
            else rates.rate
        end as exchange_rate,
        row_number() over (
            partition by matched.workspace_id, matched.order_id
            order by
                matched.date_day,
                matched.property_id,
                matched.transaction_id,
                matched.source,
                matched.medium,
                matched.campaign
        ) as place,
        sum(matched.purchases) over (partition by matched.workspace_id, matched.order_id) as purchases_of_order
    from matched
    left join {{ ref('int_orders__values') }} as orders
        on
            matched.workspace_id = orders.workspace_id
            and matched.order_id = orders.order_id
    left join {{ ref('int_exchange_rates__daily') }} as rates
        on
            matched.workspace_id = rates.workspace_id
            and matched.currency = rates.currency
            and matched.date_day = rates.date_day
)

select
    workspace_id,
    property_id,
    date_day,
    transaction_id,
    source,
    medium,
    campaign,
    platform,
    order_id,
    order_id is not null and place = 1 as is_first_of_order,
    purchases,
    currency,
    cast(exchange_rate as decimal(24, 12)) as exchange_rate,
    revenue_original,
    {{ convert_money('revenue_original', 'exchange_rate') }} as revenue,
    case when order_id is not null then {{ count_of('purchases_of_order') }} end as purchases_of_order
from rated
