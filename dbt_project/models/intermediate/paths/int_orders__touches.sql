{{ incremental_by('order_id', tells=['order_id']) }}
with linked as (
    select
        visits.*,
        ads.ad_id,
        coalesce(ads.ad_set_id, ad_sets.ad_set_id) as ad_set_id,
        coalesce(
            ads.campaign_id,
            ad_sets.campaign_id,
            by_id.campaign_id,
            by_platform_name.campaign_id,
            by_name.campaign_id
        ) as campaign_id
    from {{ ref('int_visits__sourced') }} as visits
    left join {{ ref('int_ads__ids') }} as ads
        on visits.workspace_id = ads.workspace_id and visits.utm_content = ads.ad_id
    left join {{ ref('int_ad_sets__ids') }} as ad_sets
        on visits.workspace_id = ad_sets.workspace_id and visits.utm_term = ad_sets.ad_set_id
    {{ campaign_links('visits', 'visits.utm_id', 'visits.utm_campaign') }}
    where {{ is_changed('visits') }}
),

placed as (
    select
        linked.*,
        campaigns.platform as campaign_platform,
        coalesce(
            campaigns.channel,
            {{ channel_of(
                'linked.source', 'linked.medium', 'linked.utm_campaign', 'linked.category', 'linked.meaning'
            ) }}
        ) as channel
    from linked
    left join {{ ref('int_campaigns__ids') }} as campaigns
        on
            linked.workspace_id = campaigns.workspace_id
            and linked.campaign_id = campaigns.campaign_id
)

select
    workspace_id,
    order_id,
    position,
    path_source,
    touched_at,
    channel,
    {{ platform_of('campaign_platform', 'channel', 'source_platform') }} as platform,
    campaign_id,
    ad_set_id,
    ad_id,
    source,
    medium
from placed
