{{ incremental_by('order_id', tells=['order_id', 'order_date']) }}
with shipping_charged as (
    select
        workspace_id,
        order_id,
        {{ money('sum(shipping)') }} as shipping_income
    from {{ ref('int_orders__ladder') }} as ladder
    where {{ is_changed('ladder') }}
    group by workspace_id, order_id
),

with_goods as (
    select distinct
        workspace_id,
        order_id
    from {{ ref('int_order_lines__amounts') }} as lines
    where
        {{ is_changed('lines') }}
        and sold_quantity > 0
),

costed as (
    select
        orders.workspace_id,
        orders.order_id,
        orders.order_date,
        orders.last_channel,
        orders.last_platform,
        orders.last_campaign_id,
        orders.gross_revenue,
        orders.net_revenue,
        orders.cost_of_goods,
        {{ money('shipping_charged.shipping_income') }} as shipping_income,
        -- what was called off before it left, and orders without goods, ship nothing; goods given away do
        case
            when with_goods.order_id is null then 0
            when orders.cancelled_at is not null and coalesce(orders.fulfillment_status, 'UNFULFILLED') = 'UNFULFILLED'
                then 0
            else shipping.per_order + {{ share_of('orders.net_revenue', 'shipping.share') }}
        end as shipping_cost,
        case when payments.order_id is null then 0 else payments.payment_cost end as payment_cost,
        other.per_order + {{ share_of('orders.net_revenue', 'other.share') }} as other_cost
    from {{ ref('orders') }} as orders
    left join shipping_charged
        on
            orders.workspace_id = shipping_charged.workspace_id
            and orders.order_id = shipping_charged.order_id
    left join with_goods
        on
            orders.workspace_id = with_goods.workspace_id
            and orders.order_id = with_goods.order_id
    left join {{ ref('int_orders__payment_costs') }} as payments
        on
            orders.workspace_id = payments.workspace_id
            and orders.order_id = payments.order_id
    left join {{ ref('int_workspaces__cost_rates') }} as shipping
        on
            orders.workspace_id = shipping.workspace_id
            and shipping.kind = 'shipping'
            and orders.order_date >= shipping.valid_from
            and (shipping.valid_to is null or orders.order_date < shipping.valid_to)
    left join {{ ref('int_workspaces__cost_rates') }} as other
        on
            orders.workspace_id = other.workspace_id
            and other.kind = 'other'
            and orders.order_date >= other.valid_from
            and (other.valid_to is null or orders.order_date < other.valid_to)
    where {{ is_changed('orders') }}
)

select
    workspace_id,
    order_id,
    order_date,
    last_channel,
    last_platform,
    last_campaign_id,
    gross_revenue,
    net_revenue,
    cost_of_goods,
    cast(net_revenue - cost_of_goods as decimal(18, 6)) as contribution_margin_1,
    shipping_income,
    cast(shipping_cost as decimal(18, 6)) as shipping_cost,
    cast(payment_cost as decimal(18, 6)) as payment_cost,
    cast(
        net_revenue - cost_of_goods + shipping_income - shipping_cost - payment_cost as decimal(18, 6)
    ) as contribution_margin_2,
    cast(other_cost as decimal(18, 6)) as other_cost
from costed
