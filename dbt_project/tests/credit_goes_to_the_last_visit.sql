-- Orders and revenue credited to a channel are those of the day whose last visit came by it.
with both_sides as (
    select
        workspace_id,
        date_day,
        channel,
        attributed_orders,
        attributed_revenue
    from {{ ref('channel_daily') }}
    where {{ is_tested() }}

    union all

    select
        workspace_id,
        order_date as date_day,
        last_channel as channel,
        -1 as attributed_orders,
        -net_revenue as attributed_revenue
    from {{ ref('orders') }}
    where {{ is_tested() }}
)

select
    workspace_id,
    date_day,
    channel,
    sum(attributed_orders) as orders_too_many,
    sum(attributed_revenue) as revenue_too_much
from both_sides
group by workspace_id, date_day, channel
having sum(attributed_orders) <> 0 or sum(attributed_revenue) <> 0
