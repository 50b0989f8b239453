{{ incremental_by('order_id', tells=['order_id', 'order_date']) }}
with totals as (
    select
        workspace_id,
        order_id,
        {{ money('sum(gross_revenue_original)') }} as gross_revenue_original,
        {{ money('sum(discounts_original)') }} as discounts_original,
        {{ money('sum(refunds_original)') }} as refunds_original,
        {{ money('sum(gross_revenue)') }} as gross_revenue,
        {{ money('sum(discounts)') }} as discounts,
        {{ money('sum(refunds)') }} as refunds
    from {{ ref('int_orders__days') }} as days
    where {{ is_changed('days') }}
    group by workspace_id, order_id
),

amounts as (
    select
        orders.workspace_id,
        orders.order_id,
        {{ money('totals.gross_revenue_original') }} as gross_revenue_original,
        {{ money('totals.discounts_original') }} as discounts_original,
        {{ money('totals.refunds_original') }} as refunds_original,
        {{ money('totals.gross_revenue') }} as gross_revenue,
        {{ money('totals.discounts') }} as discounts,
        {{ money('totals.refunds') }} as refunds,
        {{ convert_money('orders.shipping_original', 'orders.exchange_rate') }} as shipping,
        {{ convert_money('orders.tax_original', 'orders.exchange_rate') }} as tax,
        -- an order that kept no goods cost none
        case when costs.order_id is null then cast(0 as decimal(18, 6)) else costs.cost_of_goods end as cost_of_goods
    from {{ ref('int_orders__placed') }} as orders
    left join totals on orders.workspace_id = totals.workspace_id and orders.order_id = totals.order_id
    left join {{ ref('int_orders__costs') }} as costs
        on orders.workspace_id = costs.workspace_id and orders.order_id = costs.order_id
    where {{ is_changed('orders') }}
)

select
    orders.workspace_id,
    orders.order_id,
    orders.order_name,
    orders.ordered_at,
    orders.order_date,
    orders.cancelled_at,
    orders.financial_status,
    orders.fulfillment_status,
    orders.source_name,
    orders.currency,
    orders.exchange_rate,
    amounts.gross_revenue_original,
    amounts.discounts_original,
    amounts.refunds_original,
    orders.shipping_original,
    orders.tax_original,
    {{ money('amounts.gross_revenue_original - amounts.discounts_original - amounts.refunds_original') }}
        as net_revenue_original,
    amounts.gross_revenue,
    amounts.discounts,
    amounts.refunds,
    amounts.shipping,
    amounts.tax,
    {{ money('amounts.gross_revenue - amounts.discounts - amounts.refunds') }} as net_revenue,
    amounts.cost_of_goods,
    cast(
        amounts.gross_revenue - amounts.discounts - amounts.refunds - amounts.cost_of_goods as decimal(18, 6)
    ) as gross_margin,
    orders.customer_key,
    orders.is_new_customer,
    paths.path_source,
    paths.touchpoints,
    paths.first_channel,
    paths.first_platform,
    paths.first_campaign_id,
    paths.last_channel,
    paths.last_platform,
    paths.last_campaign_id,
    paths.last_ad_set_id,
    paths.last_ad_id
from {{ ref('int_orders__placed') }} as orders
inner join amounts
    on
        orders.workspace_id = amounts.workspace_id
        and orders.order_id = amounts.order_id
inner join {{ ref('int_orders__paths') }} as paths
    on
        orders.workspace_id = paths.workspace_id
        and orders.order_id = paths.order_id
