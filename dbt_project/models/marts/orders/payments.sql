{{ incremental_by('order_id', tells=['order_id']) }}
with transactions as (
    select
        *,
        case
            when {{ brought_money('kind', 'status') }} then amount_original
            when status = 'SUCCESS' and kind = 'REFUND' then -amount_original
            else 0
        end as moved_original
    from {{ ref('stg_shopify__transactions') }} as transactions
    where {{ is_changed('transactions') }}
)

select
    transactions.workspace_id,
    transactions.order_id,
    transactions.transaction_id,
    transactions.processed_at,
    {{ local_date('transactions.processed_at', 'orders.workspace_timezone') }} as payment_date,
    orders.order_date,
    orders.customer_key,
    transactions.kind,
    transactions.status,
    transactions.gateway,
    orders.currency,
    orders.exchange_rate,
    {{ money('transactions.amount_original') }} as amount_original,
    {{ money('transactions.moved_original') }} as moved_original,
    {{ convert_money('coalesce(transactions.moved_original, 0)', 'orders.exchange_rate') }} as moved,
    {{ convert_money('transactions.fee_original', 'orders.exchange_rate') }} as gateway_fee
from transactions
inner join {{ ref('int_orders__placed') }} as orders
    on
        transactions.workspace_id = orders.workspace_id
        and transactions.order_id = orders.order_id
