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
),

-- Google may show one ad in several ad groups: it is known by the one that last had figures
ranked as (
    select
        listed.*,
        row_number() over (
            partition by listed.workspace_id, listed.platform, listed.ad_id
            order by
                case when listed.ad_set_id = seen.ad_set_id then 0 else 1 end,
                case listed.status when 'active' then 0 else 1 end,
                listed.ad_set_id,
                listed.account_id
        ) as place
    from listed
    left join seen
        on
            listed.workspace_id = seen.workspace_id
            and listed.platform = seen.platform
            and listed.ad_id = seen.ad_id
),

present as (
    select *
    from ranked
    where place = 1
)

select
    coalesce(present.workspace_id, seen.workspace_id) as workspace_id,
    coalesce(present.platform, seen.platform) as platform,
    coalesce(present.account_id, seen.account_id) as account_id,
    coalesce(present.campaign_id, seen.campaign_id) as campaign_id,
    coalesce(present.ad_set_id, seen.ad_set_id) as ad_set_id,
    coalesce(present.ad_id, seen.ad_id) as ad_id,
    coalesce(present.ad_name, seen.ad_name) as ad_name,
    case when present.ad_id is null then 'deleted' else present.status end as status,
    present.landing_page,
    present.created_at,
    seen.first_seen_on,
    seen.last_seen_on
from present
full outer join seen
    on
        present.workspace_id = seen.workspace_id
        and present.platform = seen.platform
        and present.ad_id = seen.ad_id
