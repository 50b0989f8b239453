{# Average order value: gross revenue after discounts, before refunds, per order. #}
{% macro aov(gross_revenue, discounts, orders) -%}
    {{ safe_divide('(' ~ gross_revenue ~ ' - ' ~ discounts ~ ')', orders) }}
{%- endmacro %}
