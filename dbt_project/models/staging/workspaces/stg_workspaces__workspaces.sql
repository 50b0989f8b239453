select
    workspace_id,
    name as workspace_name,
    currency,
    timezone
from {{ source('raw_workspaces', 'workspaces') }}
