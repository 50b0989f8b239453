select
    workspace_id,
    kind,
    lower(gateway) as gateway,
    valid_from,
    lead(valid_from) over (partition by workspace_id, kind, lower(gateway) order by valid_from) as valid_to,
    cast(coalesce(per_order, 0) as decimal(18, 6)) as per_order,
    cast(coalesce(share, 0) as decimal(18, 6)) as share,
    cast(coalesce(per_day, 0) as decimal(18, 6)) as per_day
from {{ source('raw_workspaces', 'cost_rates') }}
