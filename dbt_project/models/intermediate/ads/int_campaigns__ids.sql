select
    workspace_id,
    campaign_id,
    min(platform) as platform,
    min(channel) as channel
from {{ ref('int_campaigns__known') }}
group by workspace_id, campaign_id
having count(*) = 1
