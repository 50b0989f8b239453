{# LTV to date: cumulative revenue ÷ customers. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cumulative_ltv(cumulative_revenue, customers) -%}
    {{ safe_divide(cumulative_revenue, customers) }}
{%- endmacro %}
