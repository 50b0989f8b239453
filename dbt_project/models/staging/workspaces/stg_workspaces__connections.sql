select
    workspace_id,
    source_connection_id as connection_id,
    source,
    status,
    created_at
from {{ source('raw_workspaces', 'connections') }}
