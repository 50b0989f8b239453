{{ incremental_by('workspace_id') }}
with shown as (
    {% for platform in ['facebook_ads', 'google_ads'] %}
        select
            workspace_id,
            platform,
            account_id,
            ad_id,
            creative_id,
            nullif(creative_name, '') as creative_name,
            format,
            headline,
            body_text,
            call_to_action,
            image_url,
            video_id,
            landing_page,
            utm_source,
            utm_medium,
            utm_campaign,
            utm_content,
            utm_term
        from {{ ref('stg_' ~ platform ~ '__creatives') }}
        where creative_id is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- an ad that stands in two ad groups shows the same in both
ranked as (
    select
        shown.*,
        row_number() over (
            partition by shown.workspace_id, shown.platform, shown.ad_id
            order by shown.account_id, shown.landing_page
        ) as place
    from shown
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on shown.workspace_id = workspaces.workspace_id
    where {{ is_changed('shown') }}
)

select
    workspace_id,
    platform,
    account_id,
    ad_id,
    creative_id,
    creative_name,
    format,
    headline,
    body_text,
    call_to_action,
    image_url,
    video_id,
    landing_page,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term
from ranked
where place = 1
