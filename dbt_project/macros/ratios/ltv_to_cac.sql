{# LTV to CAC: cumulative revenue ÷ acquisition spend. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro ltv_to_cac(cumulative_revenue, acquisition_spend) -%}
    {{ safe_divide(cumulative_revenue, acquisition_spend) }}
{%- endmacro %}
