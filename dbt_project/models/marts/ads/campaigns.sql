{{ incremental_by('workspace_id') }}
with newest_rates as (
    select
        workspace_id,
        currency,
        rate,
        row_number() over (partition by workspace_id, currency order by date_day desc) as recency
    from {{ ref('int_exchange_rates__daily') }} as rates
    where {{ is_changed('rates') }}
)

select
    campaigns.workspace_id,
    campaigns.platform,
    campaigns.account_id,
    accounts.account_name,
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.channel,
    campaigns.objective,
    campaigns.status,
    accounts.currency,
    campaigns.daily_budget_original,
    {{ convert_money(
        'campaigns.daily_budget_original',
        'case when accounts.currency = workspaces.currency then 1 else newest_rates.rate end'
    ) }} as daily_budget,
    campaigns.created_at,
    campaigns.first_seen_on,
    campaigns.last_seen_on
from {{ ref('int_campaigns__known') }} as campaigns
inner join {{ ref('int_workspaces__settings') }} as workspaces
    on campaigns.workspace_id = workspaces.workspace_id
left join {{ ref('ad_accounts') }} as accounts
    on
        campaigns.workspace_id = accounts.workspace_id
        and campaigns.platform = accounts.platform
        and campaigns.account_id = accounts.account_id
left join newest_rates
    on
        accounts.workspace_id = newest_rates.workspace_id
        and accounts.currency = newest_rates.currency
        and newest_rates.recency = 1
where {{ is_changed('campaigns') }}
