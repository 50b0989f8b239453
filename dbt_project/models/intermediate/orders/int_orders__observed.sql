{{ incremental_by('workspace_id') }}
-- a shop in another zone than its workspace may end its day later: one more day is then certain to be over
with shops as (
    select
        windows.workspace_id,
        case
            when shops.timezone = workspaces.timezone then {{ add_days('windows.read_until', -1) }}
            else {{ add_days('windows.read_until', -2) }}
        end as last_day
    from {{ ref('stg_shopify__load_windows') }} as windows
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on windows.workspace_id = workspaces.workspace_id
    left join {{ ref('stg_shopify__shops') }} as shops
        on
            windows.workspace_id = shops.workspace_id
            and windows.shop_id = shops.shop_id
    where {{ is_changed('windows') }}
),

read_until as (
    select
        workspace_id,
        max(last_day) as last_day
    from shops
    group by workspace_id
),

ordered as (
    select
        workspace_id,
        max(order_date) as last_day
    from {{ ref('int_orders__dated') }} as orders
    where {{ is_changed('orders') }}
    group by workspace_id
)

-- until a first reading is through, the newest order says how far it has come
select
    ordered.workspace_id,
    coalesce(read_until.last_day, {{ add_days('ordered.last_day', -1) }}) as last_day
from ordered
left join read_until
    on ordered.workspace_id = read_until.workspace_id
