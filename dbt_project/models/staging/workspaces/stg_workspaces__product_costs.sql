select
    workspace_id,
    variant_id,
    sku,
    valid_from,
    lead(valid_from) over (partition by workspace_id, variant_id, sku order by valid_from) as valid_to,
    currency,
    cast(unit_cost as decimal(18, 6)) as unit_cost_original
from {{ source('raw_workspaces', 'product_costs') }}
