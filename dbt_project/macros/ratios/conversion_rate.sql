{# Orders per session. #}
{% macro conversion_rate(orders, sessions) -%}
    {{ safe_divide(orders, sessions) }}
{%- endmacro %}
