{# How many times over a platform claims the revenue that real orders give it. #}
{% macro overclaim_ratio(platform_revenue, attributed_revenue) -%}
    {{ safe_divide(platform_revenue, attributed_revenue) }}
{%- endmacro %}
