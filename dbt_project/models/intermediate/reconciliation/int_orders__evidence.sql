{{ incremental_by('workspace_id', tells=['order_date', 'claim_date']) }}
-- what shows that a platform had a part in an order, with the day on which the platform would claim it
with zones as (
    {% for platform in ad_platforms() %}
        select
            campaigns.workspace_id,
            campaigns.platform,
            campaigns.campaign_id,
            accounts.timezone
        from {{ ref('int_campaigns__known') }} as campaigns
        inner join {{ ref('stg_' ~ platform ~ '__accounts') }} as accounts
            on
                campaigns.workspace_id = accounts.workspace_id
                and campaigns.platform = accounts.platform
                and campaigns.account_id = accounts.account_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

clicked as (
    select
        visits.workspace_id,
        visits.order_id,
        visits.position,
        case visits.click_id_kind
            when 'gclid' then 'google_ads'
            when 'ttclid' then 'tiktok_ads'
            when 'fbclid' then 'facebook_ads'
        end as clicked_platform
    from {{ ref('int_visits__sourced') }} as visits
),

touched as (
    select
        touches.workspace_id,
        touches.order_id,
        -- Facebook puts its click id on every link that leaves it, so that alone proves no ad
        coalesce(
            touches.platform, case when clicked.clicked_platform <> 'facebook_ads' then clicked.clicked_platform end
        ) as platform,
        case when clicked.clicked_platform = touches.platform or touches.platform is null then 1 else 2 end as strength,
        touches.campaign_id,
        touches.touched_at
    from {{ ref('int_orders__touches') }} as touches
    inner join clicked
        on
            touches.workspace_id = clicked.workspace_id
            and touches.order_id = clicked.order_id
            and touches.position = clicked.position
    where {{ is_changed('touches') }}
),

shown as (
    select
        touched.workspace_id,
        touched.order_id,
        touched.platform,
        touched.strength,
        {{ local_date('touched.touched_at', 'coalesce(zones.timezone, workspaces.timezone)') }} as claim_date
    from touched
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on touched.workspace_id = workspaces.workspace_id
    left join zones
        on
            touched.workspace_id = zones.workspace_id
            and touched.platform = zones.platform
            and touched.campaign_id = zones.campaign_id
    where touched.platform is not null

    union all

    select
        workspace_id,
        order_id,
        platform,
        3 as strength,
        date_day as claim_date
    from {{ ref('int_purchases__recorded') }} as purchases
    where
        {{ is_changed('purchases') }}
        and order_id is not null
        and platform is not null
),

ranked as (
    select
        *,
        min(strength) over (partition by workspace_id, order_id, platform) as best_strength,
        -- a visit of the buyer says when it was; a recorded session only when the order came
        row_number() over (
            partition by workspace_id, order_id, platform
            order by case when strength = 3 then 1 else 0 end, claim_date desc
        ) as place
    from shown
)

select
    ranked.workspace_id,
    ranked.order_id,
    ranked.platform,
    case ranked.best_strength when 1 then 'click_id' when 2 then 'tag' else 'session' end as support,
    ranked.claim_date,
    amounts.order_date,
    amounts.order_value,
    coalesce(amounts.last_platform = ranked.platform, false) as is_credited,
    count(*) over (partition by ranked.workspace_id, ranked.order_id) > 1 as is_shared
from ranked
inner join {{ ref('int_orders__values') }} as amounts
    on
        ranked.workspace_id = amounts.workspace_id
        and ranked.order_id = amounts.order_id
where ranked.place = 1
