select
    workspace_id,
    source_connection_id as connection_id,
    source,
    status,
    error,
    finished_at,
    last_ok_at,
    rows
from {{ source('raw_workspaces', 'sync_runs') }}
