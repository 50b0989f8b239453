{# Over-claim: platform revenue ÷ attributed revenue. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro overclaim_ratio(platform_revenue, attributed_revenue) -%}
    {{ safe_divide(platform_revenue, attributed_revenue) }}
{%- endmacro %}
