{{ incremental_by('workspace_id', tells=['order_id']) }}
-- the first order of every buyer in the whole history, also one that cannot be converted
with ranked as (
    select
        workspace_id,
        buyer,
        order_id,
        row_number() over (
            partition by workspace_id, buyer
            order by ordered_at, length(order_id), order_id
        ) as order_number_of_buyer
    from {{ ref('int_orders__dated') }} as orders
    where {{ is_changed('orders') }}
)

select
    workspace_id,
    buyer,
    order_id
from ranked
where order_number_of_buyer = 1
