{{ incremental_by('workspace_id') }}
with ads as (
    select
        creatives.*,
        ads.first_seen_on as ad_first_seen_on,
        ads.last_seen_on as ad_last_seen_on
    from {{ ref('int_ads__creatives') }} as creatives
    left join {{ ref('int_ads__known') }} as ads
        on
            creatives.workspace_id = ads.workspace_id
            and creatives.platform = ads.platform
            and creatives.ad_id = ads.ad_id
    where {{ is_changed('creatives') }}
),

ranked as (
    select
        *,
        count(*) over (partition by workspace_id, platform, account_id, creative_id) as ads,
        min(ad_first_seen_on) over (partition by workspace_id, platform, account_id, creative_id) as first_seen_on,
        max(ad_last_seen_on) over (partition by workspace_id, platform, account_id, creative_id) as last_seen_on,
        row_number() over (
            partition by workspace_id, platform, account_id, creative_id
            order by length(ad_id) desc, ad_id desc
        ) as place
    from ads
)

select
    workspace_id,
    platform,
    account_id,
    creative_id,
    creative_name,
    format,
    headline,
    body_text,
    call_to_action,
    image_url,
    video_id,
    landing_page,
    ads,
    first_seen_on,
    last_seen_on
from ranked
where place = 1
