{# All costs known: covered revenue ÷ gross revenue. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cost_coverage(covered_revenue, gross_revenue) -%}
    {{ safe_divide(covered_revenue, gross_revenue) }}
{%- endmacro %}
