with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, ad_set_id
            order by segments_date desc nulls last, _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'ad_sets') }}
)

select
    workspace_id,
    'google_ads' as platform,
    account_id,
    campaign_id,
    ad_set_id,
    name as ad_set_name,
    case status
        when 'ENABLED' then 'active'
        when 'PAUSED' then 'paused'
        when 'REMOVED' then 'deleted'
    end as status,
    cast(null as {{ type_timestamp() }}) as created_at
from records
where recency = 1
