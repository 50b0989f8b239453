select
    transactions.workspace_id,
    transactions.order_id,
    transactions.transaction_id,
    transactions.kind,
    transactions.status,
    transactions.gateway,
    coalesce(transactions.processed_at, transactions.created_at) as processed_at,
    coalesce(transactions.currency, orders.currency) as currency,
    cast(transactions.amount as decimal(18, 6)) as amount_original,
    cast(
        case
            when transactions.fee_currency = coalesce(transactions.currency, orders.currency) then transactions.fee
        end as decimal(18, 6)
    ) as fee_original
from {{ source('raw_shopify', 'transactions') }} as transactions
left join {{ source('raw_shopify', 'orders') }} as orders
    on
        transactions.workspace_id = orders.workspace_id
        and transactions.order_id = orders.order_id
