{# Attributed ROAS: attributed revenue ÷ spend. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro attributed_roas(attributed_revenue, spend) -%}
    {{ safe_divide(attributed_revenue, spend) }}
{%- endmacro %}
