{{ incremental_by('order_id', tells=['order_id', 'order_date']) }}
with charged as (
    select
        workspace_id,
        order_id,
        {{ money('sum(net_original + tax_original)') }} as value_original,
        {{ money("sum(case when line_type = 'PRODUCT' then net_original end)") }} as goods_original
    from {{ ref('stg_shopify__sales') }} as sales
    where
        {{ is_changed('sales') }}
        and reason = 'ORDER'
    group by workspace_id, order_id
),

converted as (
    select
        orders.workspace_id,
        orders.order_id,
        orders.order_name,
        orders.order_date,
        orders.currency,
        orders.exchange_rate,
        orders.net_revenue,
        orders.last_platform,
        {{ convert_money('coalesce(charged.value_original, 0)', 'orders.exchange_rate') }} as order_value,
        {{ convert_money('coalesce(charged.goods_original, 0)', 'orders.exchange_rate') }} as goods
    from {{ ref('orders') }} as orders
    left join charged
        on
            orders.workspace_id = charged.workspace_id
            and orders.order_id = charged.order_id
    where {{ is_changed('orders') }}
)

select
    workspace_id,
    order_id,
    order_name,
    order_date,
    currency,
    exchange_rate,
    last_platform,
    net_revenue,
    order_value,
    {{ money('order_value - goods') }} as charges,
    {{ money('goods - net_revenue') }} as later_changes
from converted
