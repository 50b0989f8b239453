{{ incremental_by('workspace_id') }}
-- what daily models show of a creative, apart from addresses of pictures, which change with every sync
select
    workspace_id,
    platform,
    ad_id,
    creative_id,
    creative_name,
    format
from {{ ref('int_ads__creatives') }} as creatives
where {{ is_changed('creatives') }}
