{{ incremental_by('workspace_id', tells=['order_id']) }}
-- the first order of every buyer in the history that is held, also one that cannot be converted
with ranked as (
    select
        workspace_id,
        buyer,
        order_id,
        row_number() over (
            partition by workspace_id, buyer
            order by ordered_at, length(order_id), order_id
        ) as order_number_of_buyer,
        min(customer_order_index) over (partition by workspace_id, buyer) as orders_before_those_held
    from {{ ref('int_orders__dated') }} as orders
    where {{ is_changed('orders') }}
)

select
    workspace_id,
    buyer,
    order_id,
    -- a shop may show the last 60 days only, and still say how many orders came before
    coalesce(orders_before_those_held, 0) = 0 as is_first_ever
from ranked
where order_number_of_buyer = 1
