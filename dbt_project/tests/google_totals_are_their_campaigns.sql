-- What Google says an account spent on a day is what its campaigns spent, in account currency, on days that both
-- reports hold. The newest of them is left out: it went on between the two readings.
{{ config(severity='warn') }}
with read_days as (
    select
        workspace_id,
        account_id,
        date_day,
        max(date_day) over (partition by workspace_id, account_id) as newest_day
    from {{ ref('stg_google_ads__load_windows') }}
    where
        {{ is_tested() }}
        and stream in ('account_insights', 'campaign_insights')
    group by workspace_id, account_id, date_day
    having count(*) = 2
),

campaigns as (
    select
        workspace_id,
        account_id,
        date_day,
        sum(spend_original) as spend_original
    from {{ ref('stg_google_ads__campaign_daily') }}
    where {{ is_tested() }}
    group by workspace_id, account_id, date_day
)

select
    read_days.workspace_id,
    read_days.account_id,
    read_days.date_day,
    accounts.spend_original as account_spend,
    campaigns.spend_original as spend_of_campaigns
from read_days
left join {{ ref('stg_google_ads__account_daily') }} as accounts
    on
        read_days.workspace_id = accounts.workspace_id
        and read_days.account_id = accounts.account_id
        and read_days.date_day = accounts.date_day
left join campaigns
    on
        read_days.workspace_id = campaigns.workspace_id
        and read_days.account_id = campaigns.account_id
        and read_days.date_day = campaigns.date_day
where
    read_days.date_day < read_days.newest_day
    and coalesce(accounts.spend_original, 0) <> coalesce(campaigns.spend_original, 0)
