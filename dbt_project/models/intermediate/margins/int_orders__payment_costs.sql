{{ incremental_by('order_id', tells=['order_id']) }}
with charged as (
    select
        orders.workspace_id,
        orders.order_id,
        sum(ladder.ledger_total_original) as amount_original
    from {{ ref('int_orders__placed') }} as orders
    inner join {{ ref('int_orders__ladder') }} as ladder
        on
            orders.workspace_id = ladder.workspace_id
            and orders.order_id = ladder.order_id
            and orders.order_date = ladder.date_day
    where {{ is_changed('orders') }}
    group by orders.workspace_id, orders.order_id
),

paid as (
    select
        workspace_id,
        order_id,
        lower(gateway) as gateway,
        amount_original,
        fee_original
    from {{ ref('stg_shopify__transactions') }} as transactions
    where
        {{ is_changed('transactions') }}
        and {{ brought_money('kind', 'status') }}
),

-- of an order that was paid while no payment was read, one payment of everything is assumed
payments as (
    select
        orders.workspace_id,
        orders.order_id,
        orders.order_date,
        orders.exchange_rate,
        paid.gateway,
        coalesce(paid.amount_original, charged.amount_original) as amount_original,
        paid.fee_original
    from {{ ref('int_orders__placed') }} as orders
    left join paid
        on
            orders.workspace_id = paid.workspace_id
            and orders.order_id = paid.order_id
    left join charged
        on
            orders.workspace_id = charged.workspace_id
            and orders.order_id = charged.order_id
    where
        {{ is_changed('orders') }}
        and (
            paid.order_id is not null
            or orders.financial_status in ('PAID', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
        )
),

converted as (
    select
        *,
        {{ convert_money('coalesce(amount_original, 0)', 'exchange_rate') }} as amount,
        {{ convert_money('fee_original', 'exchange_rate') }} as fee
    from payments
),

-- the gateway's own rate goes before that of all others; a gift card was paid for when it was bought
costed as (
    select
        converted.workspace_id,
        converted.order_id,
        case
            when converted.fee is not null then converted.fee
            when converted.amount = 0 or converted.gateway = 'gift_card' then 0
            else
                coalesce(own.per_order, general.per_order)
                + {{ share_of('converted.amount', 'coalesce(own.share, general.share)') }}
        end as payment_cost
    from converted
    left join {{ ref('int_workspaces__cost_rates') }} as own
        on
            converted.workspace_id = own.workspace_id
            and own.kind = 'payment'
            and converted.gateway = own.gateway
            and converted.order_date >= own.valid_from
            and (own.valid_to is null or converted.order_date < own.valid_to)
    left join {{ ref('int_workspaces__cost_rates') }} as general
        on
            converted.workspace_id = general.workspace_id
            and general.kind = 'payment'
            and general.gateway is null
            and converted.order_date >= general.valid_from
            and (general.valid_to is null or converted.order_date < general.valid_to)
)

select
    workspace_id,
    order_id,
    cast(case when count(*) = count(payment_cost) then sum(payment_cost) end as decimal(18, 6)) as payment_cost
from costed
group by workspace_id, order_id
