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
)

select
    workspace_id,
    max(last_day) as last_day
from shops
group by workspace_id
