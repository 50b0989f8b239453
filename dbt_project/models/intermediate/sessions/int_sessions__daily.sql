{{ incremental_by('date_day', tells=['date_day']) }}
with traffic as (
    select
        workspace_id,
        date_day,
        sessions,
        engaged_sessions,
        campaign_id,
        lower(trim(campaign)) as campaign,
        lower(default_channel_group) as group_name,
        {{ known_source('source') }} as source,
        {{ known_medium('source', 'medium') }} as medium
    from {{ ref('stg_ga4__traffic_daily') }} as reports
    where
        {{ is_changed('reports') }}
        -- a workspace that was deleted has no settings any more
        and workspace_id in (select workspaces.workspace_id from {{ ref('int_workspaces__settings') }} as workspaces)
),

categorised as (
    select
        traffic.*,
        mediums.meaning,
        coalesce(sources.category, sites.category) as category,
        coalesce(sources.platform, sites.platform) as source_platform
    from traffic
    {{ source_categories('traffic') }}
),

linked as (
    select
        traffic.*,
        coalesce(by_id.campaign_id, by_platform_name.campaign_id, by_name.campaign_id) as linked_campaign_id
    from categorised as traffic
    {{ campaign_links('traffic', 'traffic.campaign_id', 'traffic.campaign') }}
),

placed as (
    select
        linked.workspace_id,
        linked.date_day,
        linked.sessions,
        linked.engaged_sessions,
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
)

select
    workspace_id,
    date_day,
    channel,
    {{ count_of('sum(sessions)') }} as sessions,
    {{ count_of('sum(engaged_sessions)') }} as engaged_sessions
from placed
group by workspace_id, date_day, channel
