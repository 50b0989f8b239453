{# A query: the parts into which `platforms` cut their campaigns' days in the report `report`, in both currencies, and a
   residual row wherever the parts do not add up to the campaign's day (a report that is switched off, that starts
   later, or that leaves rare parts out). Sums over all rows are the campaigns' own, to the last digit.

   `parts` tell the rows of a campaign and day apart; `attributes` only describe them. Both are null in residual rows. #}
{% macro campaign_details(report, platforms, parts, attributes=[]) -%}
{%- set own = parts + attributes -%}
{%- set keys = ['workspace_id', 'platform', 'account_id', 'date_day', 'campaign_id'] -%}
{%- set measures = [
    'spend_original', 'spend', 'impressions', 'clicks', 'platform_conversions', 'platform_revenue_original',
    'platform_revenue'
] -%}
with reported as (
    {% for platform in platforms %}
        select
            {{ (keys + own) | join(', ') }},
            currency,
            spend_original,
            impressions,
            clicks,
            platform_conversions,
            platform_revenue_original
        from {{ ref('stg_' ~ platform ~ '__' ~ report) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rated as (
    select
        reported.*,
        cast(
            case when reported.currency = workspaces.currency then 1 else rates.rate end as decimal(24, 12)
        ) as exchange_rate
    from reported
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on reported.workspace_id = workspaces.workspace_id
    left join {{ ref('int_exchange_rates__daily') }} as rates
        on
            reported.workspace_id = rates.workspace_id
            and reported.currency = rates.currency
            and reported.date_day = rates.date_day
    where {{ is_changed('reported') }}
),

-- a day without a rate is in quarantine with its ads
converted as (
    select
        {{ (keys + own) | join(', ') }},
        currency,
        exchange_rate,
        spend_original,
        {{ convert_money('spend_original', 'exchange_rate') }} as spend,
        impressions,
        clicks,
        platform_conversions,
        platform_revenue_original,
        {{ convert_money('platform_revenue_original', 'exchange_rate') }} as platform_revenue
    from rated
    where exchange_rate is not null
),

campaigns as (
    select *
    from {{ ref('int_campaigns__days') }} as days
    where
        {{ is_changed('days') }}
        and platform in ('{{ platforms | join("', '") }}')
),

campaigns_less_parts as (
    select
        {{ keys | join(', ') }},
        currency,
        exchange_rate,
        {{ measures | join(', ') }}
    from campaigns

    union all

    select
        {{ keys | join(', ') }},
        currency,
        exchange_rate,
        {% for measure in measures %}
            -{{ measure }} as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from converted
),

remainders as (
    select
        {{ keys | join(', ') }},
        max(currency) as currency,
        max(exchange_rate) as exchange_rate,
        {% for measure in measures %}
            sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from campaigns_less_parts
    group by {{ keys | join(', ') }}
),

both_kinds as (
    select
        {{ (keys + own) | join(', ') }},
        'reported' as row_kind,
        currency,
        exchange_rate,
        {{ measures | join(', ') }}
    from converted

    union all

    select
        {{ keys | join(', ') }},
        {% for column in own %}
            null as {{ column }},
        {% endfor %}
        'residual' as row_kind,
        currency,
        exchange_rate,
        {{ measures | join(', ') }}
    from remainders
    where
        {% for measure in measures %}
            {{ 'or ' if not loop.first }}{{ measure }} <> 0
        {% endfor %}
)

select
    {% for column in keys + own %}
        both_kinds.{{ column }},
    {% endfor %}
    coalesce(campaigns.campaign_name, labels.campaign_name) as campaign_name,
    coalesce(labels.channel, platforms.default_channel) as channel,
    both_kinds.row_kind,
    both_kinds.currency,
    both_kinds.exchange_rate,
    {{ money('both_kinds.spend_original') }} as spend_original,
    {{ money('both_kinds.spend') }} as spend,
    {{ count_of('both_kinds.impressions') }} as impressions,
    {{ count_of('both_kinds.clicks') }} as clicks,
    {{ money('both_kinds.platform_conversions') }} as platform_conversions,
    {{ money('both_kinds.platform_revenue_original') }} as platform_revenue_original,
    {{ money('both_kinds.platform_revenue') }} as platform_revenue
from both_kinds
inner join {{ ref('ad_platforms') }} as platforms on both_kinds.platform = platforms.platform
left join campaigns
    on
        both_kinds.workspace_id = campaigns.workspace_id
        and both_kinds.platform = campaigns.platform
        and both_kinds.account_id = campaigns.account_id
        and both_kinds.date_day = campaigns.date_day
        and both_kinds.campaign_id = campaigns.campaign_id
left join {{ ref('int_campaigns__labels') }} as labels
    on
        both_kinds.workspace_id = labels.workspace_id
        and both_kinds.platform = labels.platform
        and both_kinds.campaign_id = labels.campaign_id
{%- endmacro %}
