{{ incremental_by('workspace_id') }}
select
    workspace_id,
    session_key,
    started_at,
    date_day,
    client_key,
    session_number,
    channel,
    {{ platform_of('campaign_platform', 'channel', 'source_platform') }} as platform,
    campaign_id,
    ad_set_id,
    ad_id,
    source,
    medium,
    landing_page,
    device_category,
    country,
    is_engaged,
    page_views,
    purchases > 0 as converted
from {{ ref('int_sessions__exported') }} as exported
where {{ is_changed('exported') }}
