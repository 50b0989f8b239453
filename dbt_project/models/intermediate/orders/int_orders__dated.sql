with placed as (
    select
        orders.*,
        workspaces.currency as workspace_currency,
        workspaces.timezone as workspace_timezone,
        coalesce(orders.processed_at, orders.created_at) as ordered_at,
        {{ local_date('coalesce(orders.processed_at, orders.created_at)', 'workspaces.timezone') }} as order_date,
        -- an order without customer and e-mail is a customer of its own
        coalesce(orders.customer_key, 'order ' || orders.order_id) as buyer
    from {{ ref('stg_shopify__orders') }} as orders
    inner join {{ ref('stg_workspaces__workspaces') }} as workspaces
        on orders.workspace_id = workspaces.workspace_id
    where orders.is_test is not true
),

ranked as (
    select
        *,
        row_number() over (
            partition by workspace_id, buyer
            order by ordered_at, length(order_id), order_id
        ) as order_number_of_buyer
    from placed
)

select
    ranked.workspace_id,
    ranked.shop_id,
    ranked.order_id,
    ranked.order_name,
    ranked.ordered_at,
    ranked.order_date,
    ranked.cancelled_at,
    ranked.customer_key,
    ranked.order_number_of_buyer = 1 as is_new_customer,
    ranked.financial_status,
    ranked.fulfillment_status,
    ranked.source_name,
    ranked.currency,
    ranked.workspace_currency,
    ranked.workspace_timezone,
    cast(
        case when ranked.currency = ranked.workspace_currency then 1 else rates.rate end as decimal(24, 12)
    ) as exchange_rate,
    {{ money('ranked.shipping_original') }} as shipping_original,
    {{ money('ranked.tax_original') }} as tax_original,
    ranked.landing_page,
    ranked.referrer_url
from ranked
left join {{ ref('int_exchange_rates__daily') }} as rates
    on
        ranked.workspace_id = rates.workspace_id
        and ranked.currency = rates.currency
        and ranked.order_date = rates.date_day
