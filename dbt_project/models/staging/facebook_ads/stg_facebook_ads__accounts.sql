{{ incremental_by('everything') }}
select
    workspace_id,
    'facebook_ads' as platform,
    account_id,
    name as account_name,
    currency,
    timezone_name as timezone,
    case account_status
        when 1 then 'active'
        when 2 then 'disabled'
        when 3 then 'unsettled'
        when 7 then 'pending'
        when 9 then 'grace_period'
        when 101 then 'closed'
        else 'other'
    end as status
from {{ source('raw_facebook_ads', 'accounts') }}
