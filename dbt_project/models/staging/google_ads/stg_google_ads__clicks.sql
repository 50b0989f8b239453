with records as (
    select
        *,
        row_number() over (
            partition by workspace_id, account_id, click_id
            order by date_day desc, _dlt_load_id desc
        ) as recency
    from {{ source('raw_google_ads', 'clicks') }}
    where click_id is not null
)

select
    workspace_id,
    'google_ads' as platform,
    account_id,
    click_id,
    date_day,
    campaign_id,
    ad_set_id,
    {{ regex_part('ad', '~([0-9]+)$') }} as ad_id,
    keyword,
    lower(match_type) as match_type,
    case device
        when 'MOBILE' then 'mobile'
        when 'DESKTOP' then 'desktop'
        when 'TABLET' then 'tablet'
        when 'CONNECTED_TV' then 'connected_tv'
        else 'other'
    end as device
from records
where recency = 1
