{{ incremental_by('workspace_id') }}
select
    workspace_id,
    campaign_id,
    min(platform) as platform,
    min(channel) as channel
from {{ ref('int_campaigns__labels') }} as campaigns
where {{ is_changed('campaigns') }}
group by workspace_id, campaign_id
having count(*) = 1
