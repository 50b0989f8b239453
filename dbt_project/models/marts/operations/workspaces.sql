{{ incremental_by('everything') }}
select
    workspace_id,
    workspace_name,
    currency,
    timezone
from {{ ref('stg_workspaces__workspaces') }}
