{{ incremental_by('workspace_id') }}
with sessions as (
    select
        *,
        {{ known_source('source') }} as known_source,
        {{ known_medium('source', 'medium') }} as known_medium
    from {{ ref('stg_ga4__sessions') }} as exported
    where
        {{ is_changed('exported') }}
        -- a workspace that was deleted has no settings any more
        and workspace_id in (select workspaces.workspace_id from {{ ref('int_workspaces__settings') }} as workspaces)
),

visits as (
    select
        workspace_id,
        session_key,
        client_key,
        date_day,
        started_at,
        session_number,
        is_engaged,
        page_views,
        purchases,
        landing_page,
        campaign,
        campaign_id,
        content,
        term,
        device_category,
        country,
        lower(default_channel_group) as group_name,
        known_source as source,
        known_medium as medium
    from sessions
),

categorised as (
    select
        visits.*,
        mediums.meaning,
        coalesce(sources.category, sites.category) as category,
        coalesce(sources.platform, sites.platform) as source_platform
    from visits
    {{ source_categories('visits') }}
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
        ) as linked_campaign_id
    from categorised as visits
    left join {{ ref('int_ads__ids') }} as ads
        on visits.workspace_id = ads.workspace_id and visits.content = ads.ad_id
    left join {{ ref('int_ad_sets__ids') }} as ad_sets
        on visits.workspace_id = ad_sets.workspace_id and visits.term = ad_sets.ad_set_id
    {{ campaign_links('visits', 'visits.campaign_id', 'visits.campaign') }}
)

select
    linked.workspace_id,
    linked.session_key,
    linked.client_key,
    linked.date_day,
    linked.started_at,
    linked.session_number,
    linked.is_engaged,
    linked.page_views,
    linked.purchases,
    linked.landing_page,
    linked.device_category,
    linked.country,
    linked.source,
    linked.medium,
    linked.source_platform,
    linked.linked_campaign_id as campaign_id,
    linked.ad_set_id,
    linked.ad_id,
    campaigns.platform as campaign_platform,
    coalesce(
        campaigns.channel,
        {{ channel_of(
            'linked.source', 'linked.medium', 'linked.campaign', 'linked.category', 'linked.meaning',
            'linked.group_name'
        ) }}
    ) as channel
from linked
left join {{ ref('int_campaigns__ids') }} as campaigns
    on
        linked.workspace_id = campaigns.workspace_id
        and linked.linked_campaign_id = campaigns.campaign_id
