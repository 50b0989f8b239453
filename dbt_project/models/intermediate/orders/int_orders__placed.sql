select
    workspace_id,
    shop_id,
    order_id,
    order_name,
    ordered_at,
    order_date,
    cancelled_at,
    customer_key,
    is_new_customer,
    financial_status,
    fulfillment_status,
    source_name,
    currency,
    workspace_timezone,
    exchange_rate,
    shipping_original,
    tax_original
from {{ ref('int_orders__dated') }}
where exchange_rate is not null
