{{ incremental_by('workspace_id') }}
select
    workspace_id,
    ad_id,
    min(ad_set_id) as ad_set_id,
    min(campaign_id) as campaign_id
from {{ ref('int_ads__known') }} as ads
where {{ is_changed('ads') }}
group by workspace_id, ad_id
having count(*) = 1
