with purchases as (
    select
        *,
        lower(trim(session_source)) as source,
        lower(trim(session_medium)) as medium
    from {{ source('raw_ga4', 'purchases') }}
)

select
    workspace_id,
    property_id,
    date_day,
    transaction_id,
    source,
    medium,
    session_campaign_name as campaign,
    {{ count_of('sum(ecommerce_purchases)') }} as purchases,
    {{ money('sum(purchase_revenue)') }} as revenue_original
from purchases
group by workspace_id, property_id, date_day, transaction_id, source, medium, session_campaign_name
