with newest_of_all as (
    select max(finished_at) as finished_at
    from {{ ref('stg_workspaces__sync_runs') }}
),

runs as (
    select
        workspace_id,
        connection_id,
        status,
        error,
        finished_at,
        max(case when status = 'ok' then finished_at else last_ok_at end) over (
            partition by workspace_id, connection_id
        ) as last_synced_at,
        row_number() over (
            partition by workspace_id, connection_id
            order by finished_at desc, status desc
        ) as recency
    from {{ ref('stg_workspaces__sync_runs') }}
),

newest as (
    select *
    from runs
    where recency = 1
)

select
    connections.workspace_id,
    connections.connection_id,
    connections.source,
    newest.status as sync_status,
    newest.error,
    newest.last_synced_at,
    case
        when newest.status is null then 'never'
        when newest.status in ('reauth', 'config', 'failed') then 'error'
        when newest.status <> 'ok' or newest.finished_at < newest_of_all.finished_at - interval '3 hours' then 'late'
        else 'ok'
    end as standing
from {{ ref('stg_workspaces__connections') }} as connections
cross join newest_of_all
left join newest
    on
        connections.workspace_id = newest.workspace_id
        and connections.connection_id = newest.connection_id
where connections.status <> 'draft'
