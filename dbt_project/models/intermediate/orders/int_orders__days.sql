{{ incremental_by('order_id', tells=['order_id', 'date_day', 'order_date']) }}
with days as (
    select
        workspace_id,
        order_id,
        date_day,
        {{ money('sum(gross_original)') }} as gross_revenue_original,
        {{ money('sum(discounts_original)') }} as discounts_original,
        {{ money('sum(refunds_original)') }} as refunds_original
    from {{ ref('int_orders__sales') }} as sales
    where {{ is_changed('sales') }}
    group by workspace_id, order_id, date_day
)

-- amounts of later days are converted with the rate of the order's own day
select
    days.workspace_id,
    days.order_id,
    days.date_day,
    orders.order_date,
    days.gross_revenue_original,
    days.discounts_original,
    days.refunds_original,
    {{ convert_money('days.gross_revenue_original', 'orders.exchange_rate') }} as gross_revenue,
    {{ convert_money('days.discounts_original', 'orders.exchange_rate') }} as discounts,
    {{ convert_money('days.refunds_original', 'orders.exchange_rate') }} as refunds
from days
inner join {{ ref('int_orders__placed') }} as orders
    on
        days.workspace_id = orders.workspace_id
        and days.order_id = orders.order_id
