{{ incremental_by('date_day', tells=['date_day']) }}
with readings as (
    {% for platform in ad_platforms() %}
        select
            workspace_id,
            '{{ platform }}' as platform,
            account_id,
            stream,
            date_day,
            observed_on,
            spend,
            conversions,
            conversion_value,
            read_twice
        from {{ ref('stg_' ~ platform ~ '__load_readings') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

compared as (
    select
        *,
        lag(observed_on) over (reading) as observed_before,
        lag(spend) over (reading) as spend_before,
        lag(conversions) over (reading) as conversions_before,
        lag(conversion_value) over (reading) as conversion_value_before
    from readings
    where {{ is_changed('readings') }}
    window
        reading as (
            partition by workspace_id, platform, account_id, stream, date_day
            order by observed_on
        )
)

select
    compared.workspace_id,
    compared.platform,
    compared.account_id,
    accounts.currency,
    compared.stream,
    compared.date_day,
    compared.observed_before as observed_from,
    compared.observed_on as observed_to,
    cast(compared.spend_before as decimal(18, 6)) as old_spend,
    cast(compared.spend as decimal(18, 6)) as new_spend,
    cast(compared.conversions_before as decimal(18, 6)) as old_conversions,
    cast(compared.conversions as decimal(18, 6)) as new_conversions,
    cast(compared.conversion_value_before as decimal(18, 6)) as old_conversion_value,
    cast(compared.conversion_value as decimal(18, 6)) as new_conversion_value,
    compared.read_twice
from compared
left join {{ ref('ad_accounts') }} as accounts
    on
        compared.workspace_id = accounts.workspace_id
        and compared.platform = accounts.platform
        and compared.account_id = accounts.account_id
where
    -- A day that was not over at the earlier reading, in whichever zone, has grown and was not restated.
    compared.observed_before > {{ add_days('compared.date_day', 1) }}
    and (
        coalesce(compared.spend, 0) != coalesce(compared.spend_before, 0)
        or coalesce(compared.conversions, 0) != coalesce(compared.conversions_before, 0)
        or coalesce(compared.conversion_value, 0) != coalesce(compared.conversion_value_before, 0)
    )
