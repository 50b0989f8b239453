{# Ad spend per new customer. #}
{% macro new_customer_cac(spend, new_customers) -%}
    {{ safe_divide(spend, new_customers) }}
{%- endmacro %}
