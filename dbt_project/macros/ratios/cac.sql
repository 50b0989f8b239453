{# Cost per order: ad spend ÷ orders. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cac(ad_spend, orders) -%}
    {{ safe_divide(ad_spend, orders) }}
{%- endmacro %}
