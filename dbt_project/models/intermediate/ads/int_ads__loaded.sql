{{ incremental_by('workspace_id') }}
with windows as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            '{{ platform }}' as platform,
            account_id,
            date_day
        from {{ ref('stg_' ~ platform ~ '__load_windows') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    workspace_id,
    platform,
    account_id,
    min(date_day) as first_day_loaded,
    max(date_day) as last_day_loaded
from windows
where {{ is_changed('windows') }}
group by workspace_id, platform, account_id
