{# Platform ROAS: platform revenue ÷ spend. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro platform_roas(platform_revenue, spend) -%}
    {{ safe_divide(platform_revenue, spend) }}
{%- endmacro %}
