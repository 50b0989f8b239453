{{ incremental_by('everything') }}
select distinct
    workspace_id,
    account_id,
    country_criterion_id,
    upper(country_code) as country_code
from {{ source('raw_google_ads', 'countries') }}
