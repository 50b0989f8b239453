{{ incremental_by('workspace_id') }}
select
    ad_sets.workspace_id,
    ad_sets.platform,
    ad_sets.account_id,
    ad_sets.campaign_id,
    campaigns.campaign_name,
    ad_sets.ad_set_id,
    ad_sets.ad_set_name,
    ad_sets.status,
    ad_sets.created_at,
    ad_sets.first_seen_on,
    ad_sets.last_seen_on
from {{ ref('int_ad_sets__known') }} as ad_sets
left join {{ ref('int_campaigns__known') }} as campaigns
    on
        ad_sets.workspace_id = campaigns.workspace_id
        and ad_sets.platform = campaigns.platform
        and ad_sets.campaign_id = campaigns.campaign_id
where {{ is_changed('ad_sets') }}
