{{ incremental_by('workspace_id') }}
{%- set levels = [
    ('campaign', 'campaign_id', 'campaign_name', 'int_campaigns__known'),
    ('ad_set', 'ad_set_id', 'ad_set_name', 'int_ad_sets__known'),
    ('ad', 'ad_id', 'ad_name', 'int_ads__known'),
] -%}
-- the name that each day's report carried, and the one that the platform lists now, from the day after the last report
with sightings as (
    {% for level, id, name, known in levels %}
        select
            workspace_id,
            platform,
            '{{ level }}' as level,
            {{ id }} as entity_id,
            date_day as seen_on,
            max({{ name }}) as name
        from {{ ref('int_ads__days') }} as days
        where
            {{ is_changed('days') }}
            and {{ id }} is not null
            and {{ name }} <> ''
        group by workspace_id, platform, {{ id }}, date_day

        union all

        select
            workspace_id,
            platform,
            '{{ level }}' as level,
            {{ id }} as entity_id,
            coalesce({{ add_days('last_seen_on', 1) }}, cast('1970-01-01' as date)) as seen_on,
            {{ name }} as name
        from {{ ref(known) }} as known
        where
            {{ is_changed('known') }}
            and {{ name }} <> ''
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

compared as (
    select
        *,
        lag(name) over (partition by workspace_id, platform, level, entity_id order by seen_on) as name_before
    from sightings
),

changes as (
    select
        workspace_id,
        platform,
        level,
        entity_id,
        name,
        -- nobody knows an earlier name than the first one, so it holds for everything before
        case when name_before is null then cast('1970-01-01' as date) else seen_on end as valid_from,
        lead(seen_on) over (partition by workspace_id, platform, level, entity_id order by seen_on) as valid_to
    from compared
    where
        name_before is null
        or name <> name_before
)

select
    workspace_id,
    platform,
    level,
    entity_id,
    name,
    valid_from,
    valid_to,
    valid_to is null as is_current
from changes
