{{ incremental_by('everything') }}
select
    workspace_id,
    shop_id,
    domain as shop_domain,
    name as shop_name,
    currency,
    timezone,
    taxes_included
from {{ source('raw_shopify', 'shops') }}
