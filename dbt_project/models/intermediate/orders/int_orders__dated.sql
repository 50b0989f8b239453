{{ incremental_by('order_id', day='order_date', tells=['order_id', 'order_date']) }}
with placed as (
    select
        orders.*,
        workspaces.currency as workspace_currency,
        workspaces.timezone as workspace_timezone,
        coalesce(orders.processed_at, orders.created_at) as ordered_at,
        {{ local_date('coalesce(orders.processed_at, orders.created_at)', 'workspaces.timezone') }} as order_date
    from {{ ref('stg_shopify__orders') }} as orders
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on orders.workspace_id = workspaces.workspace_id
    where orders.is_test is not true
)

select
    placed.workspace_id,
    placed.shop_id,
    placed.order_id,
    placed.order_name,
    placed.ordered_at,
    placed.order_date,
    placed.cancelled_at,
    placed.customer_key,
    -- an order without customer and e-mail is a customer of its own
    coalesce(placed.customer_key, 'order ' || placed.order_id) as buyer,
    placed.customer_order_index,
    placed.financial_status,
    placed.fulfillment_status,
    placed.source_name,
    placed.currency,
    placed.workspace_currency,
    placed.workspace_timezone,
    cast(
        case when placed.currency = placed.workspace_currency then 1 else rates.rate end as decimal(24, 12)
    ) as exchange_rate,
    {{ money('placed.shipping_original') }} as shipping_original,
    {{ money('placed.tax_original') }} as tax_original,
    placed.landing_page,
    placed.referrer_url
from placed
left join {{ ref('int_exchange_rates__daily') }} as rates
    on
        placed.workspace_id = rates.workspace_id
        and placed.currency = rates.currency
        and placed.order_date = rates.date_day
where {{ is_changed('placed') }}
