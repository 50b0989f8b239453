{{ incremental_by('order_id', tells=['order_id']) }}
with touches as (
    select
        *,
        row_number() over (partition by workspace_id, order_id order by position desc) as position_from_last
    from {{ ref('int_orders__touches') }} as touches
    where {{ is_changed('touches') }}
),

ends as (
    select
        workspace_id,
        order_id,
        min(path_source) as path_source,
        count(*) as touchpoints,
        min(case when position = 1 then channel end) as first_channel,
        min(case when position = 1 then platform end) as first_platform,
        min(case when position = 1 then campaign_id end) as first_campaign_id,
        min(case when position_from_last = 1 then channel end) as last_channel,
        min(case when position_from_last = 1 then platform end) as last_platform,
        min(case when position_from_last = 1 then campaign_id end) as last_campaign_id,
        min(case when position_from_last = 1 then ad_set_id end) as last_ad_set_id,
        min(case when position_from_last = 1 then ad_id end) as last_ad_id
    from touches
    group by workspace_id, order_id
)

select
    orders.workspace_id,
    orders.order_id,
    coalesce(ends.path_source, 'none') as path_source,
    coalesce(ends.touchpoints, 0) as touchpoints,
    coalesce(ends.first_channel, 'unattributed') as first_channel,
    ends.first_platform,
    ends.first_campaign_id,
    coalesce(ends.last_channel, 'unattributed') as last_channel,
    ends.last_platform,
    ends.last_campaign_id,
    ends.last_ad_set_id,
    ends.last_ad_id
from {{ ref('int_orders__dated') }} as orders
left join ends
    on
        orders.workspace_id = ends.workspace_id
        and orders.order_id = ends.order_id
where {{ is_changed('orders') }}
