with observed as (
    select
        costs.workspace_id,
        costs.product_id,
        costs.variant_id,
        costs.changed_at,
        case
            when costs.unit_cost_currency is null or costs.unit_cost_currency = shops.currency
                then costs.unit_cost
        end as unit_cost,
        shops.currency
    from {{ source('raw_shopify', 'unit_costs') }} as costs
    left join {{ ref('stg_shopify__shops') }} as shops
        on
            costs.workspace_id = shops.workspace_id
            and costs.shop_id = shops.shop_id
),

compared as (
    select
        *,
        row_number() over (partition by workspace_id, variant_id order by changed_at) as place,
        lag(unit_cost) over (partition by workspace_id, variant_id order by changed_at) as cost_before,
        count(unit_cost) over (
            partition by workspace_id, variant_id order by changed_at
            rows between unbounded preceding and 1 preceding
        ) as costs_known_before
    from observed
),

changes as (
    select
        *,
        lead(changed_at) over (partition by workspace_id, variant_id order by changed_at) as valid_to
    from compared
    where place = 1 or unit_cost is distinct from cost_before
)

select
    workspace_id,
    product_id,
    variant_id,
    -- nobody knows an earlier cost than the first one, so it holds for everything before
    case
        when costs_known_before = 0 then cast('1970-01-01 00:00:00+00' as timestamp with time zone)
        else changed_at
    end as valid_from,
    valid_to,
    changed_at as first_seen_at,
    currency,
    cast(unit_cost as decimal(18, 6)) as unit_cost_original
from changes
where unit_cost is not null
