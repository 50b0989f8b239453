with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, conversion_action_id
            order by _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'conversion_actions') }}
)

select
    workspace_id,
    'google_ads' as platform,
    account_id,
    conversion_action_id,
    name as conversion_action_name,
    lower(category) as category,
    case status
        when 'ENABLED' then 'active'
        when 'REMOVED' then 'deleted'
        when 'HIDDEN' then 'hidden'
    end as status,
    in_conversions as counts_as_conversion,
    lower(counting_type) as counting_type,
    lower(attribution_model) as attribution_model,
    click_window_days,
    view_window_days
from records
where recency = 1
