{{ incremental_by('everything') }}
-- the uploaded rates with the days on which each holds, apart from the load that brings them with every sync
select
    workspace_id,
    kind,
    gateway,
    valid_from,
    valid_to,
    per_order,
    share,
    per_day
from {{ ref('stg_workspaces__cost_rates') }}
