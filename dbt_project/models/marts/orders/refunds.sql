{{ incremental_by('order_id', tells=['order_id', 'refund_date', 'order_date']) }}
with lines as (
    select
        workspace_id,
        order_id,
        refund_id,
        sum(quantity) as returned_quantity,
        sum(amount_original) as goods_original
    from {{ ref('stg_shopify__refund_lines') }} as refund_lines
    where {{ is_changed('refund_lines') }}
    group by workspace_id, order_id, refund_id
)

select
    refunds.workspace_id,
    refunds.order_id,
    refunds.refund_id,
    refunds.created_at as refunded_at,
    {{ local_date('refunds.created_at', 'orders.workspace_timezone') }} as refund_date,
    orders.order_date,
    orders.customer_key,
    orders.is_new_customer,
    orders.currency,
    orders.exchange_rate,
    {{ count_of('lines.returned_quantity') }} as returned_quantity,
    {{ money('lines.goods_original') }} as goods_original,
    {{ money('refunds.amount_original') }} as money_back_original,
    {{ convert_money('coalesce(lines.goods_original, 0)', 'orders.exchange_rate') }} as goods,
    {{ convert_money('coalesce(refunds.amount_original, 0)', 'orders.exchange_rate') }} as money_back
from {{ ref('stg_shopify__refunds') }} as refunds
inner join {{ ref('int_orders__placed') }} as orders
    on
        refunds.workspace_id = orders.workspace_id
        and refunds.order_id = orders.order_id
left join lines
    on
        refunds.workspace_id = lines.workspace_id
        and refunds.order_id = lines.order_id
        and refunds.refund_id = lines.refund_id
where {{ is_changed('refunds') }}
