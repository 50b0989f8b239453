{{ incremental_by('workspace_id') }}
-- what a unit of each variant cost, and when; where no history was read, the present cost at all times
with history as (
    select
        workspace_id,
        variant_id,
        valid_from,
        valid_to,
        unit_cost_original
    from {{ ref('stg_shopify__unit_costs') }} as unit_costs
    where {{ is_changed('unit_costs') }}
)

select
    workspace_id,
    variant_id,
    valid_from,
    valid_to,
    unit_cost_original
from history

union all

select
    products.workspace_id,
    products.variant_id,
    cast(null as {{ type_timestamp() }}) as valid_from,
    cast(null as {{ type_timestamp() }}) as valid_to,
    products.unit_cost_original
from {{ ref('stg_shopify__products') }} as products
where
    {{ is_changed('products') }}
    and not exists (
        select 1
        from history
        where
            history.workspace_id = products.workspace_id
            and history.variant_id = products.variant_id
    )
