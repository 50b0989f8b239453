{{ incremental_by('order_id', tells=['order_id']) }}
with signals as (
    select
        workspace_id,
        order_id,
        path_source,
        position,
        touched_at,
        utm_id,
        utm_content,
        utm_term,
        nullif(lower(trim(utm_campaign)), '') as utm_campaign,
        click_id_kind,
        nullif(lower(trim(utm_source)), '') as tagged_source,
        nullif(lower(trim(utm_medium)), '') as tagged_medium,
        case click_id_kind when 'gclid' then 'google' when 'ttclid' then 'tiktok' when 'fbclid' then 'facebook' end
            as clicked_source,
        -- a page of the shop itself is no source
        case when referrer_host <> coalesce(landing_host, '') then referrer_host end as referring_source,
        case when lower(shop_source) not in ('direct', 'unknown', '') then lower(shop_source) end as shop_source
    from {{ ref('int_visits__collected') }} as visits
    where {{ is_changed('visits') }}
),

named as (
    select
        *,
        case
            when tagged_source in ('direct', '(direct)') then null
            else coalesce(tagged_source, clicked_source, referring_source, shop_source)
        end as source,
        case
            when tagged_medium in ('none', '(none)') then null
            when tagged_medium is not null then tagged_medium
            -- Google and TikTok put their click id on paid clicks only, Facebook on every link that leaves it
            when click_id_kind in ('gclid', 'ttclid') then 'cpc'
            when tagged_source is null and coalesce(clicked_source, referring_source, shop_source) is not null
                then 'referral'
        end as medium
    from signals
)

select
    named.workspace_id,
    named.order_id,
    named.path_source,
    named.position,
    named.touched_at,
    named.utm_id,
    named.utm_content,
    named.utm_term,
    named.utm_campaign,
    named.click_id_kind,
    named.source,
    named.medium,
    mediums.meaning,
    coalesce(sources.category, sites.category) as category,
    case named.click_id_kind
        when 'gclid' then 'google_ads'
        when 'ttclid' then 'tiktok_ads'
        else coalesce(sources.platform, sites.platform)
    end as source_platform
from named
{{ source_categories('named') }}
