-- ids that mean one thing only in their workspace
with ads as (
    select
        workspace_id,
        ad_id,
        min(ad_set_id) as ad_set_id,
        min(campaign_id) as campaign_id
    from {{ ref('int_ads__known') }}
    group by workspace_id, ad_id
    having count(*) = 1
),

ad_sets as (
    select
        workspace_id,
        ad_set_id,
        min(campaign_id) as campaign_id
    from {{ ref('int_ad_sets__known') }}
    group by workspace_id, ad_set_id
    having count(*) = 1
),

linked as (
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
    left join ads on visits.workspace_id = ads.workspace_id and visits.utm_content = ads.ad_id
    left join ad_sets on visits.workspace_id = ad_sets.workspace_id and visits.utm_term = ad_sets.ad_set_id
    {{ campaign_links('visits', 'visits.utm_id', 'visits.utm_campaign') }}
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
