{{ incremental_by('date_day', tells=['date_day']) }}
with pages as (
    select
        workspace_id,
        date_day,
        landing_page,
        sessions,
        engaged_sessions,
        new_users,
        purchases,
        lower(default_channel_group) as group_name,
        {{ known_source('source') }} as source,
        {{ known_medium('source', 'medium') }} as medium
    from {{ ref('stg_ga4__landing_pages_daily') }} as reports
    where
        {{ is_changed('reports') }}
        and landing_page is not null
        -- a workspace that was deleted has no settings any more
        and workspace_id in (select workspaces.workspace_id from {{ ref('int_workspaces__settings') }} as workspaces)
),

placed as (
    select
        pages.workspace_id,
        pages.date_day,
        pages.landing_page,
        pages.sessions,
        pages.engaged_sessions,
        pages.new_users,
        pages.purchases,
        {{ channel_of(
            'pages.source', 'pages.medium', 'cast(null as text)', 'coalesce(sources.category, sites.category)',
            'mediums.meaning', 'pages.group_name'
        ) }} as channel
    from pages
    {{ source_categories('pages') }}
)

select
    workspace_id,
    date_day,
    landing_page,
    channel,
    {{ count_of('sum(sessions)') }} as sessions,
    {{ count_of('sum(engaged_sessions)') }} as engaged_sessions,
    {{ count_of('sum(new_users)') }} as new_users,
    {{ count_of('sum(purchases)') }} as purchases
from placed
group by workspace_id, date_day, landing_page, channel
