{{ incremental_by('workspace_id') }}
with listed_anywhere as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            platform,
            account_id,
            campaign_id,
            ad_set_id,
            ad_id,
            ad_name,
            status,
            landing_page,
            created_at
        from {{ ref('stg_' ~ platform ~ '__ads') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a workspace that was deleted has no settings any more
listed as (
    select listed_anywhere.*
    from listed_anywhere
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on listed_anywhere.workspace_id = workspaces.workspace_id
    where {{ is_changed('listed_anywhere') }}
),

facts as (
    select
        workspace_id,
        platform,
        account_id,
        campaign_id,
        ad_set_id,
        ad_id,
        ad_name,
        min(date_day) over (partition by workspace_id, platform, ad_id) as first_seen_on,
        date_day as last_seen_on,
        row_number() over (
            partition by workspace_id, platform, ad_id
            order by date_day desc, ad_name desc, ad_set_id desc, campaign_id desc, account_id desc
        ) as recency
    from {{ ref('int_ads__days') }} as ads
    where
        {{ is_changed('ads') }}
        and ad_id is not null
),

seen as (
    select *
    from facts
    where recency = 1
)

select
    coalesce(listed.workspace_id, seen.workspace_id) as workspace_id,
    coalesce(listed.platform, seen.platform) as platform,
    coalesce(listed.account_id, seen.account_id) as account_id,
    coalesce(listed.campaign_id, seen.campaign_id) as campaign_id,
    coalesce(listed.ad_set_id, seen.ad_set_id) as ad_set_id,
    coalesce(listed.ad_id, seen.ad_id) as ad_id,
    coalesce(listed.ad_name, seen.ad_name) as ad_name,
    case when listed.ad_id is null then 'deleted' else listed.status end as status,
    listed.landing_page,
    listed.created_at,
    seen.first_seen_on,
    seen.last_seen_on
from listed
full outer join seen
    on
        listed.workspace_id = seen.workspace_id
        and listed.platform = seen.platform
        and listed.ad_id = seen.ad_id
