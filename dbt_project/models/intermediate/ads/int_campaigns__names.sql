{{ incremental_by('workspace_id') }}
-- every name that a campaign has or had on some day: links keep the name of the moment of the click
with named as (
    select
        workspace_id,
        platform,
        campaign_id,
        lower(trim(campaign_name)) as name_key
    from {{ ref('int_campaigns__labels') }} as campaigns
    where {{ is_changed('campaigns') }}

    union distinct

    select
        workspace_id,
        platform,
        campaign_id,
        lower(trim(campaign_name)) as name_key
    from {{ ref('int_ads__days') }} as ads
    where {{ is_changed('ads') }}
),

on_one_platform as (
    select
        workspace_id,
        name_key,
        platform,
        min(campaign_id) as campaign_id
    from named
    where name_key <> ''
    group by workspace_id, name_key, platform
    having count(*) = 1
),

anywhere as (
    select
        workspace_id,
        name_key,
        min(campaign_id) as campaign_id
    from named
    where name_key <> ''
    group by workspace_id, name_key
    having count(*) = 1
)

select
    workspace_id,
    name_key,
    platform,
    campaign_id
from on_one_platform

union all

select
    workspace_id,
    name_key,
    cast(null as text) as platform,
    campaign_id
from anywhere
