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
    left join {{ ref('int_ads__ids') }} as ads on visits.workspace_id = ads.workspace_id and visits.utm_content = ads.ad_id
    left join {{ ref('int_ad_sets__ids') }} as ad_sets
        on visits.workspace_id = ad_sets.workspace_id and visits.utm_term = ad_sets.ad_set_id
    left join {{ ref('int_campaigns__ids') }} as by_id
        on visits.workspace_id = by_id.workspace_id and visits.utm_id = by_id.campaign_id
    left join {{ ref('int_campaigns__names') }} as by_platform_name
        on
            visits.workspace_id = by_platform_name.workspace_id
            and visits.utm_campaign = by_platform_name.name_key
            and visits.source_platform = by_platform_name.platform
    left join {{ ref('int_campaigns__names') }} as by_name
        on
            visits.workspace_id = by_name.workspace_id
            and visits.utm_campaign = by_name.name_key
            and by_name.platform is null
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
    case
        when campaign_platform is not null then campaign_platform
        when channel in ('paid_social', 'paid_search', 'paid_shopping', 'display', 'video') then source_platform
    end as platform,
    campaign_id,
    ad_set_id,
    ad_id,
    source,
    medium
from placed
