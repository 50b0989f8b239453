{{ incremental_by('everything') }}
select
    workspace_id,
    property_id,
    max(currency) as currency,
    max(timezone) as timezone
from {{ source('raw_ga4', 'properties') }}
group by workspace_id, property_id
