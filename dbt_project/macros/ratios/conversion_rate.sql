{# Conversion rate: orders ÷ sessions. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro conversion_rate(orders, sessions) -%}
    {{ safe_divide(orders, sessions) }}
{%- endmacro %}
