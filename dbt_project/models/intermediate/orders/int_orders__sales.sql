{{ incremental_by('order_id', tells=['order_id']) }}
with booked as (
    select
        sales.workspace_id,
        sales.order_id,
        sales.sale_id,
        sales.order_line_id,
        sales.quantity,
        sales.net_original,
        sales.discount_original,
        {{ booking_day('sales', 'orders') }} as date_day,
        {{ is_goods_sold('sales') }} as is_sold,
        {{ is_goods_refunded('sales') }} as is_refunded
    from {{ ref('stg_shopify__sales') }} as sales
    inner join {{ ref('int_orders__placed') }} as orders
        on
            sales.workspace_id = orders.workspace_id
            and sales.order_id = orders.order_id
    where {{ is_changed('sales') }}
)

select
    workspace_id,
    order_id,
    sale_id,
    order_line_id,
    date_day,
    is_refunded,
    quantity,
    {{ money('case when is_sold then net_original + coalesce(discount_original, 0) end') }} as gross_original,
    {{ money('case when is_sold then discount_original end') }} as discounts_original,
    {{ money('case when is_refunded then -net_original end') }} as refunds_original
from booked
where is_sold or is_refunded
