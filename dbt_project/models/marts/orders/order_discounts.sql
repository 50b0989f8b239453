{{ incremental_by('order_id', tells=['order_id']) }}
select
    discounts.workspace_id,
    discounts.order_id,
    discounts.discount_index,
    orders.order_date,
    orders.customer_key,
    orders.is_new_customer,
    discounts.discount_type,
    discounts.discount_name,
    discounts.discount_code,
    discounts.target_type,
    discounts.value_type,
    discounts.discount_value,
    orders.currency,
    orders.exchange_rate,
    {{ money('discounts.amount_original') }} as amount_original,
    {{ convert_money('coalesce(discounts.amount_original, 0)', 'orders.exchange_rate') }} as amount
from {{ ref('stg_shopify__discounts') }} as discounts
inner join {{ ref('int_orders__placed') }} as orders
    on
        discounts.workspace_id = orders.workspace_id
        and discounts.order_id = orders.order_id
where {{ is_changed('discounts') }}
