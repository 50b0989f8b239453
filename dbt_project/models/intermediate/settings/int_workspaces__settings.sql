{{ incremental_by('everything') }}
-- what models need to know of a workspace, apart from what changes with every sync
select
    workspace_id,
    currency,
    timezone
from {{ ref('stg_workspaces__workspaces') }}
