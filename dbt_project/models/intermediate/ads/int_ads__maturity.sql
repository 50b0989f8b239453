{{ incremental_by('workspace_id', tells=['date_day']) }}
with days as (
    select distinct
        workspace_id,
        platform,
        account_id,
        date_day
    from {{ ref('int_ads__days') }} as ads
    where {{ is_changed('ads') }}
)

select
    days.workspace_id,
    days.platform,
    days.account_id,
    days.date_day,
    coalesce(loaded.last_day_loaded >= settling.settles_on, true) as is_mature
from days
left join {{ ref('int_ads__settling') }} as settling
    on
        days.workspace_id = settling.workspace_id
        and days.platform = settling.platform
        and days.account_id = settling.account_id
        and days.date_day = settling.date_day
left join {{ ref('int_ads__loaded') }} as loaded
    on
        days.workspace_id = loaded.workspace_id
        and days.platform = loaded.platform
        and days.account_id = loaded.account_id
