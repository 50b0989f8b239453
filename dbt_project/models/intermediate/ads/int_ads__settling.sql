{{ incremental_by('date_day', tells=['date_day']) }}
with windows as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            '{{ platform }}' as platform,
            account_id,
            date_day,
            settles_on
        from {{ ref('stg_' ~ platform ~ '__load_windows') }}
        where stream in ('ad_insights', 'campaign_insights')
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    workspace_id,
    platform,
    account_id,
    date_day,
    max(settles_on) as settles_on
from windows
where {{ is_changed('windows') }}
group by workspace_id, platform, account_id, date_day
