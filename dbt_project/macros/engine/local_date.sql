{# The day that a moment (a timestamp with time zone) has in an IANA zone. #}
{% macro local_date(moment, zone) -%}
    {{ return(adapter.dispatch('local_date', 'omnitrackiq')(moment, zone)) }}
{%- endmacro %}

{% macro default__local_date(moment, zone) -%}
    cast(timezone({{ zone }}, {{ moment }}) as date)
{%- endmacro %}

{% macro spark__local_date(moment, zone) -%}
    to_date(from_utc_timestamp({{ moment }}, {{ zone }}))
{%- endmacro %}
