-- Every refund of an order that is no test and has a rate is in the mart, with or without goods.
select
    reported.workspace_id,
    reported.order_id,
    reported.refund_id
from {{ ref('stg_shopify__refunds') }} as reported
inner join {{ ref('int_orders__placed') }} as placed
    on
        reported.workspace_id = placed.workspace_id
        and reported.order_id = placed.order_id
left join {{ ref('refunds') }} as shown
    on
        reported.workspace_id = shown.workspace_id
        and reported.order_id = shown.order_id
        and reported.refund_id = shown.refund_id
where
    {{ is_tested('reported') }}
    and shown.refund_id is null
