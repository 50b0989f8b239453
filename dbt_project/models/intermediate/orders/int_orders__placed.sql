{{ incremental_by('order_id', tells=['order_id', 'order_date']) }}
select
    orders.workspace_id,
    orders.shop_id,
    orders.order_id,
    orders.order_name,
    orders.ordered_at,
    orders.order_date,
    orders.cancelled_at,
    orders.customer_key,
    orders.buyer,
    coalesce(first_orders.is_first_ever, false) as is_new_customer,
    orders.financial_status,
    orders.fulfillment_status,
    orders.source_name,
    orders.currency,
    orders.workspace_timezone,
    orders.exchange_rate,
    orders.shipping_original,
    orders.tax_original
from {{ ref('int_orders__dated') }} as orders
left join {{ ref('int_customers__first_orders') }} as first_orders
    on
        orders.workspace_id = first_orders.workspace_id
        and orders.order_id = first_orders.order_id
where
    {{ is_changed('orders') }}
    and orders.exchange_rate is not null
