{{ incremental_by('order_id', tells=['order_id']) }}
-- in order of trust: the visits that the shop kept for the order, else the page on which the buyer landed
with orders as (
    select
        workspace_id,
        order_id,
        ordered_at,
        landing_page,
        referrer_url
    from {{ ref('int_orders__dated') }} as placed
    where {{ is_changed('placed') }}
),

journeys as (
    select
        visits.workspace_id,
        visits.order_id,
        'shopify_journey' as path_source,
        row_number() over (
            partition by visits.workspace_id, visits.order_id
            order by visits.position, visits.touched_at, visits.visit_id
        ) as position,
        visits.touched_at,
        visits.landing_page,
        visits.referrer_url,
        visits.source as shop_source,
        visits.utm_source,
        visits.utm_medium,
        visits.utm_campaign,
        visits.utm_content,
        visits.utm_term,
        visits.click_id_kind
    from {{ ref('stg_shopify__visits') }} as visits
    inner join orders
        on
            visits.workspace_id = orders.workspace_id
            and visits.order_id = orders.order_id
    where {{ is_changed('visits') }}
),

with_journey as (
    select distinct
        workspace_id,
        order_id
    from journeys
),

landings as (
    select
        orders.workspace_id,
        orders.order_id,
        'landing_page' as path_source,
        1 as position,
        orders.ordered_at as touched_at,
        orders.landing_page,
        orders.referrer_url,
        cast(null as text) as shop_source,
        {{ url_parameter('orders.landing_page', 'utm_source') }} as utm_source,
        {{ url_parameter('orders.landing_page', 'utm_medium') }} as utm_medium,
        {{ url_parameter('orders.landing_page', 'utm_campaign') }} as utm_campaign,
        {{ url_parameter('orders.landing_page', 'utm_content') }} as utm_content,
        {{ url_parameter('orders.landing_page', 'utm_term') }} as utm_term,
        {{ click_id_kind('orders.landing_page') }} as click_id_kind
    from orders
    left join with_journey
        on
            orders.workspace_id = with_journey.workspace_id
            and orders.order_id = with_journey.order_id
    where
        with_journey.order_id is null
        and (orders.landing_page is not null or orders.referrer_url is not null)
),

collected as (
    select * from journeys
    union all
    select * from landings
)

select
    workspace_id,
    order_id,
    path_source,
    position,
    touched_at,
    shop_source,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    click_id_kind,
    {{ url_parameter('landing_page', 'utm_id') }} as utm_id,
    {{ url_host('landing_page') }} as landing_host,
    {{ url_host('referrer_url') }} as referrer_host
from collected
