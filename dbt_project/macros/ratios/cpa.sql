{# Spend per attributed order. #}
{% macro cpa(spend, attributed_orders) -%}
    {{ safe_divide(spend, attributed_orders) }}
{%- endmacro %}
