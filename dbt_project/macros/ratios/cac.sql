{# Blended acquisition cost: ad spend per order. #}
{% macro cac(spend, orders) -%}
    {{ safe_divide(spend, orders) }}
{%- endmacro %}
