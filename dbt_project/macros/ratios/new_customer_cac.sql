{# New customer CAC: ad spend ÷ new customers. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro new_customer_cac(ad_spend, new_customers) -%}
    {{ safe_divide(ad_spend, new_customers) }}
{%- endmacro %}
