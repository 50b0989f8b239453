{{ incremental_by('workspace_id') }}
with listed_anywhere as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            platform,
            account_id,
            campaign_id,
            campaign_name,
            channel,
            objective,
            status,
            daily_budget,
            created_at
        from {{ ref('stg_' ~ platform ~ '__campaigns') }}
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
        campaign_name,
        min(date_day) over (partition by workspace_id, platform, campaign_id) as first_seen_on,
        date_day as last_seen_on,
        row_number() over (
            partition by workspace_id, platform, campaign_id
            order by date_day desc, campaign_name desc, account_id desc
        ) as recency
    from {{ ref('int_ads__days') }} as ads
    where {{ is_changed('ads') }}
),

seen as (
    select *
    from facts
    where recency = 1
),

known as (
    select
        coalesce(listed.workspace_id, seen.workspace_id) as workspace_id,
        coalesce(listed.platform, seen.platform) as platform,
        coalesce(listed.account_id, seen.account_id) as account_id,
        coalesce(listed.campaign_id, seen.campaign_id) as campaign_id,
        coalesce(listed.campaign_name, seen.campaign_name) as campaign_name,
        listed.channel,
        listed.objective,
        case when listed.campaign_id is null then 'deleted' else listed.status end as status,
        listed.daily_budget as daily_budget_original,
        listed.created_at,
        seen.first_seen_on,
        seen.last_seen_on
    from listed
    full outer join seen
        on
            listed.workspace_id = seen.workspace_id
            and listed.platform = seen.platform
            and listed.campaign_id = seen.campaign_id
)

select
    known.workspace_id,
    known.platform,
    known.account_id,
    known.campaign_id,
    known.campaign_name,
    coalesce(known.channel, platforms.default_channel) as channel,
    known.objective,
    known.status,
    known.daily_budget_original,
    known.created_at,
    known.first_seen_on,
    known.last_seen_on
from known
inner join {{ ref('ad_platforms') }} as platforms on known.platform = platforms.platform
