{{ incremental_by('everything') }}
-- the uploaded costs with the days on which each holds, apart from the load that brings them with every sync
select
    workspace_id,
    variant_id,
    sku,
    valid_from,
    valid_to,
    currency,
    unit_cost_original
from {{ ref('stg_workspaces__product_costs') }}
