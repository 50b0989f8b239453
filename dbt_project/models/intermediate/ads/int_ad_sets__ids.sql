{{ incremental_by('workspace_id') }}
select
    workspace_id,
    ad_set_id,
    min(campaign_id) as campaign_id
from {{ ref('int_ad_sets__known') }} as ad_sets
where {{ is_changed('ad_sets') }}
group by workspace_id, ad_set_id
having count(*) = 1
