{# One row per day from `first_day` to `last_day`, both included; use it alone in a select list and cast it to date. #}
{% macro each_day(first_day, last_day) -%}
    {{ return(adapter.dispatch('each_day', 'omnitrackiq')(first_day, last_day)) }}
{%- endmacro %}

{% macro default__each_day(first_day, last_day) -%}
    generate_series({{ first_day }}, {{ last_day }}, interval '1 day')
{%- endmacro %}

{% macro duckdb__each_day(first_day, last_day) -%}
    unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1 day'))
{%- endmacro %}

{% macro spark__each_day(first_day, last_day) -%}
    explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day))
{%- endmacro %}
