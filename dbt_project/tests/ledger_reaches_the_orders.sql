-- Net sales of every order that is no test and has a rate: the ledger as staged, against the orders as published.
with ledger as (
    select
        sales.workspace_id,
        sales.order_id,
        sum(sales.net_original) as net_original
    from {{ ref('stg_shopify__sales') }} as sales
    where
        {{ is_tested('sales') }}
        and (
            sales.line_type = 'ADJUSTMENT'
            or (sales.line_type = 'PRODUCT' and sales.action_type in ('ORDER', 'UPDATE', 'RETURN'))
        )
    group by sales.workspace_id, sales.order_id
),

expected as (
    select
        orders.workspace_id,
        orders.order_id,
        coalesce(ledger.net_original, 0) as net_original
    from {{ ref('stg_shopify__orders') }} as orders
    inner join {{ ref('stg_workspaces__workspaces') }} as workspaces
        on orders.workspace_id = workspaces.workspace_id
    left join ledger
        on
            orders.workspace_id = ledger.workspace_id
            and orders.order_id = ledger.order_id
    where
        {{ is_tested('orders') }}
        and not orders.is_test
),

refused as (
    select
        workspace_id,
        order_id
    from {{ ref('int_orders__dated') }}
    where exchange_rate is null
)

select
    expected.workspace_id,
    expected.order_id,
    expected.net_original,
    orders.net_revenue_original
from expected
left join {{ ref('orders') }} as orders
    on
        expected.workspace_id = orders.workspace_id
        and expected.order_id = orders.order_id
left join refused
    on
        expected.workspace_id = refused.workspace_id
        and expected.order_id = refused.order_id
where
    (orders.order_id is null and refused.order_id is null)
    or (orders.order_id is not null and refused.order_id is not null)
    or expected.net_original <> orders.net_revenue_original
