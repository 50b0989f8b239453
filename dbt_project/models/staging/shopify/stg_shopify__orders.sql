with charged as (
    -- what the original agreement charged; later edits and refunds leave it as it was
    select
        workspace_id,
        order_id,
        sum(case when line_type = 'SHIPPING' then {{ net_of_tax('total', 'tax') }} else 0 end) as shipping,
        sum(tax) as tax
    from {{ source('raw_shopify', 'sales') }}
    where reason = 'ORDER'
    group by workspace_id, order_id
)

select
    orders.workspace_id,
    orders.shop_id,
    orders.order_id,
    orders.order_name,
    coalesce(orders.is_test, false) as is_test,
    orders.created_at,
    coalesce(orders.processed_at, orders.created_at) as processed_at,
    orders.updated_at,
    orders.cancelled_at,
    coalesce(orders.currency, shops.currency) as currency,
    orders.customer_key,
    orders.customer_order_index,
    orders.financial_status,
    orders.fulfillment_status,
    orders.source_name,
    cast(coalesce(charged.shipping, orders.total_shipping, 0) as decimal(18, 6)) as shipping_original,
    cast(coalesce(charged.tax, orders.total_tax, 0) as decimal(18, 6)) as tax_original,
    orders.journey_ready,
    orders.journey_moments,
    orders.landing_page,
    orders.referrer_url
from {{ source('raw_shopify', 'orders') }} as orders
left join charged
    on
        orders.workspace_id = charged.workspace_id
        and orders.order_id = charged.order_id
left join {{ ref('stg_shopify__shops') }} as shops
    on
        orders.workspace_id = shops.workspace_id
        and orders.shop_id = shops.shop_id
where orders.created_at is not null
