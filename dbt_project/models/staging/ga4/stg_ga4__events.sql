with delivered as (
    select
        *,
        row_number() over (
            partition by workspace_id, property_id, event_key
            order by date_day, is_intraday
        ) as copy
    from {{ source('raw_ga4', 'export_events') }}
),

events as (
    select
        *,
        case
            when event_name = 'purchase' and transaction_id not in ('', '(not set)') then transaction_id
        end as order_id,
        coalesce(session_source, manual_source, collected_source, param_source) as said_source,
        -- Google's click id without tags means a paid click, whatever Analytics made of it
        gclid is not null and coalesce(manual_source, collected_source, param_source) is null as is_untagged_click
    from delivered
    where copy = 1
)

select
    workspace_id,
    property_id,
    date_day,
    event_key,
    event_name,
    event_at,
    client_key,
    case
        when client_key is not null and session_id is not null
            then property_id || '.' || session_id || '.' || client_key
    end as session_key,
    session_number,
    coalesce(session_engaged, false) as is_engaged,
    analytics_storage = 'Yes' as has_consent,
    page_location,
    page_referrer,
    case when is_untagged_click then 'google' else lower(trim(said_source)) end as source,
    case
        when is_untagged_click then 'cpc'
        when session_source is not null then lower(trim(session_medium))
        when manual_source is not null then lower(trim(manual_medium))
        when collected_source is not null then lower(trim(collected_medium))
        else lower(trim(param_medium))
    end as medium,
    lower(trim(coalesce(google_campaign, session_campaign, manual_campaign, collected_campaign, param_campaign)))
        as campaign,
    coalesce(google_campaign_id, manual_campaign_id, collected_campaign_id, session_campaign_id) as campaign_id,
    coalesce(manual_content, collected_content) as content,
    coalesce(google_ad_group_id, manual_term, collected_term) as term,
    session_channel_group as default_channel_group,
    case when gclid is not null then 'gclid' end as click_id_kind,
    order_id as transaction_id,
    case
        when order_id is not null
            then row_number() over (
                partition by workspace_id, property_id, order_id
                order by event_at, event_key
            ) = 1
        else event_name = 'purchase'
    end as is_first_purchase,
    {{ money('purchase_revenue') }} as revenue_original,
    currency,
    device_category,
    country
from events
