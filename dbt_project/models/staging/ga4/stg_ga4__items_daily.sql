select
    workspace_id,
    property_id,
    date_day,
    item_id,
    item_name,
    {{ count_of('sum(items_viewed)') }} as viewed,
    {{ count_of('sum(items_added_to_cart)') }} as added_to_cart,
    {{ count_of('sum(items_purchased)') }} as purchased,
    {{ money('sum(item_revenue)') }} as revenue_original,
    max(currency) as currency
from {{ source('raw_ga4', 'items_daily') }}
group by workspace_id, property_id, date_day, item_id, item_name
