select
    ads.workspace_id,
    'facebook_ads' as platform,
    ads.account_id,
    ads.id as ad_id,
    {{ json_text('ads.creative', 'id') }} as creative_id,
    creatives.name as creative_name,
    coalesce(creatives.format, 'other') as format,
    creatives.headline,
    creatives.body_text,
    creatives.call_to_action,
    creatives.shown_image_url as image_url,
    creatives.shown_video_id as video_id,
    coalesce(creatives.landing_page, ads.landing_page) as landing_page,
    {{ meta_placeholders('creatives.utm_source') }} as utm_source,
    {{ meta_placeholders('creatives.utm_medium') }} as utm_medium,
    {{ meta_placeholders('creatives.utm_campaign') }} as utm_campaign,
    {{ meta_placeholders('creatives.utm_content') }} as utm_content,
    {{ meta_placeholders('creatives.utm_term') }} as utm_term,
    {{ meta_placeholders('creatives.utm_id') }} as utm_id
from {{ source('raw_facebook_ads', 'ads') }} as ads
left join {{ source('raw_facebook_ads', 'creatives') }} as creatives
    on
        ads.workspace_id = creatives.workspace_id
        and ads.account_id = creatives.account_id
        and {{ json_text('ads.creative', 'id') }} = creatives.id
left join {{ source('raw_facebook_ads', 'campaigns') }} as campaigns
    on
        ads.workspace_id = campaigns.workspace_id
        and ads.account_id = campaigns.account_id
        and ads.campaign_id = campaigns.id
left join {{ source('raw_facebook_ads', 'ad_sets') }} as ad_sets
    on
        ads.workspace_id = ad_sets.workspace_id
        and ads.account_id = ad_sets.account_id
        and ads.adset_id = ad_sets.id
