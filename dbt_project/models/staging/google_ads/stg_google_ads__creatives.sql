with records as (
    select
        *,
        {{ json_first_text('final_urls') }} as landing_page,
        {{ json_first_text('images') }} as image_asset,
        {{ json_first_text('videos') }} as video_asset,
        -- the lowest level that has a template or a suffix wins
        coalesce(
            nullif(ad_final_url_suffix, ''), nullif(ad_set_final_url_suffix, ''),
            nullif(campaign_final_url_suffix, ''), nullif(account_final_url_suffix, '')
        ) as suffix,
        coalesce(
            nullif(ad_tracking_url_template, ''), nullif(ad_set_tracking_url_template, ''),
            nullif(campaign_tracking_url_template, ''), nullif(account_tracking_url_template, '')
        ) as template,
        row_number() over (
            partition by workspace_id, account_id, ad_set_id, ad_id
            order by _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'creatives') }}
),

assets as (
    select
        workspace_id,
        account_id,
        asset_name,
        max(image_url) as image_url,
        max(video_id) as video_id
    from {{ source('raw_google_ads', 'assets') }}
    group by workspace_id, account_id, asset_name
),

-- the final URL goes before the suffix, the suffix before the template; a template may hide its tags in an escaped URL
tagged as (
    select
        *,
        replace(
            replace(
                replace(
                    coalesce(landing_page, '') || '&' || coalesce(suffix, '') || '&' || coalesce(template, '') || '&'
                    || coalesce({{ url_decode('template') }}, ''),
                    '{campaignid}', campaign_id
                ), '{adgroupid}', ad_set_id
            ), '{creative}', ad_id
        ) as tags
    from records
    where recency = 1
)

select
    tagged.workspace_id,
    'google_ads' as platform,
    tagged.account_id,
    tagged.campaign_id,
    tagged.ad_set_id,
    tagged.ad_id,
    tagged.ad_id as creative_id,
    tagged.name as creative_name,
    case
        when tagged.type like '%SHOPPING%' or tagged.type like '%PRODUCT%' then 'catalog'
        when tagged.type like '%VIDEO%' then 'video'
        when tagged.type like '%CAROUSEL%' then 'carousel'
        when tagged.type in ('IMAGE_AD', 'RESPONSIVE_DISPLAY_AD', 'DEMAND_GEN_MULTI_ASSET_AD') then 'image'
        when tagged.type in (
            'RESPONSIVE_SEARCH_AD', 'EXPANDED_TEXT_AD', 'EXPANDED_DYNAMIC_SEARCH_AD', 'TEXT_AD', 'CALL_AD'
        ) then 'text'
        else 'other'
    end as format,
    {{ json_first_text('tagged.headlines') }} as headline,
    {{ json_first_text('tagged.descriptions') }} as body_text,
    {{ json_first_text('tagged.calls_to_action') }} as call_to_action,
    coalesce(nullif(tagged.image_url, ''), images.image_url) as image_url,
    videos.video_id,
    tagged.landing_page,
    {{ url_parameter('tagged.tags', 'utm_source') }} as utm_source,
    {{ url_parameter('tagged.tags', 'utm_medium') }} as utm_medium,
    {{ url_parameter('tagged.tags', 'utm_campaign') }} as utm_campaign,
    {{ url_parameter('tagged.tags', 'utm_content') }} as utm_content,
    {{ url_parameter('tagged.tags', 'utm_term') }} as utm_term,
    {{ url_parameter('tagged.tags', 'utm_id') }} as utm_id
from tagged
left join assets as images
    on
        tagged.workspace_id = images.workspace_id
        and tagged.account_id = images.account_id
        and tagged.image_asset = images.asset_name
left join assets as videos
    on
        tagged.workspace_id = videos.workspace_id
        and tagged.account_id = videos.account_id
        and tagged.video_asset = videos.asset_name
