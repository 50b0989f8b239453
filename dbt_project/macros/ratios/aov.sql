{# AOV: (gross revenue − discounts) ÷ orders. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro aov(gross_revenue, discounts, orders) -%}
    {{ safe_divide('(' ~ gross_revenue ~ ' - ' ~ discounts ~ ')', orders) }}
{%- endmacro %}
