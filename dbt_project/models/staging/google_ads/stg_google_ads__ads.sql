with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, ad_set_id, ad_id
            order by segments_date desc nulls last, _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'ads') }}
)

select
    records.workspace_id,
    'google_ads' as platform,
    records.account_id,
    coalesce(records.campaign_id, ad_sets.campaign_id) as campaign_id,
    records.ad_set_id,
    records.ad_id,
    records.name as ad_name,
    case records.status
        when 'ENABLED' then 'active'
        when 'PAUSED' then 'paused'
        when 'REMOVED' then 'deleted'
    end as status,
    {{ json_first_text('records.final_urls') }} as landing_page,
    cast(null as {{ type_timestamp() }}) as created_at
from records
left join {{ ref('stg_google_ads__ad_sets') }} as ad_sets
    on
        records.workspace_id = ad_sets.workspace_id
        and records.account_id = ad_sets.account_id
        and records.ad_set_id = ad_sets.ad_set_id
where records.recency = 1
