with ranked as (
    select
        *,
        -- a source is as fresh as the connection of it that stands worst
        row_number() over (
            partition by workspace_id, source
            order by
                case standing when 'error' then 1 when 'late' then 2 when 'never' then 3 else 4 end,
                connection_id
        ) as worst_first,
        max(last_synced_at) over (partition by workspace_id, source) as last_synced_at_of_source
    from {{ ref('int_connections__standing') }}
),

quarantined as (
    select
        workspace_id,
        source,
        count(*) as quarantined_rows
    from {{ ref('records') }}
    group by workspace_id, source
)

select
    ranked.workspace_id,
    ranked.source,
    ranked.last_synced_at_of_source as last_synced_at,
    held.first_day_loaded,
    held.last_day_loaded,
    {{ count_of('held.rows_held') }} as rows,
    ranked.standing as status,
    ranked.sync_status,
    ranked.error,
    {{ count_of('quarantined.quarantined_rows') }} as quarantined_rows
from ranked
left join {{ ref('int_sources__held') }} as held
    on
        ranked.workspace_id = held.workspace_id
        and ranked.source = held.source
left join quarantined
    on
        ranked.workspace_id = quarantined.workspace_id
        and ranked.source = quarantined.source
where ranked.worst_first = 1
