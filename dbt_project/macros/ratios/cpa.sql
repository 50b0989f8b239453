{# Attributed CPA: spend ÷ attributed orders. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cpa(spend, attributed_orders) -%}
    {{ safe_divide(spend, attributed_orders) }}
{%- endmacro %}
