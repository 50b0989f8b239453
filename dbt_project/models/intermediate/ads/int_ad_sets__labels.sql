{{ incremental_by('workspace_id') }}
-- what daily models show of an ad set, apart from what changes with every day
select
    workspace_id,
    platform,
    ad_set_id,
    ad_set_name
from {{ ref('int_ad_sets__known') }} as ad_sets
where {{ is_changed('ad_sets') }}
