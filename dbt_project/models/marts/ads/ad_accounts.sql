{{ incremental_by('workspace_id') }}
with listed_anywhere as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            platform,
            account_id,
            account_name,
            currency,
            timezone,
            status
        from {{ ref('stg_' ~ platform ~ '__accounts') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

-- a workspace that was deleted has no settings any more
select accounts.*
from listed_anywhere as accounts
inner join {{ ref('int_workspaces__settings') }} as workspaces
    on accounts.workspace_id = workspaces.workspace_id
where {{ is_changed('accounts') }}
