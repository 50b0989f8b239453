{# The day so many days after a day; before it, when the number is negative. #}
{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days', 'omnitrackiq')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    ({{ day }} + ({{ days }}))
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, {{ days }})
{%- endmacro %}
