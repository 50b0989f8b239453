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
    workspace_id,
    platform,
    account_id,
    stream,
    date_day,
    observed_before as observed_from,
    observed_on as observed_to,
    {{ money('spend_before') }} as old_spend,
    {{ money('spend') }} as new_spend,
    {{ money('conversions_before') }} as old_conversions,
    {{ money('conversions') }} as new_conversions,
    {{ money('conversion_value_before') }} as old_conversion_value,
    {{ money('conversion_value') }} as new_conversion_value,
    read_twice
from compared
where
    -- A day that was not over at the earlier reading, in whichever zone, has grown and was not restated.
    observed_before > {{ add_days('date_day', 1) }}
    and (
        coalesce(spend, 0) != coalesce(spend_before, 0)
        or coalesce(conversions, 0) != coalesce(conversions_before, 0)
        or coalesce(conversion_value, 0) != coalesce(conversion_value_before, 0)
    )
