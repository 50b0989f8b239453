{{ incremental_by('workspace_id') }}
-- what daily models show of a campaign, apart from what changes with every day
select
    workspace_id,
    platform,
    campaign_id,
    campaign_name,
    channel
from {{ ref('int_campaigns__known') }} as campaigns
where {{ is_changed('campaigns') }}
