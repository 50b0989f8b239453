{# Whether a payment transaction brought money in: an authorization only reserves it, and what failed moved none. #}
{% macro brought_money(kind, status) -%}
    ({{ status }} = 'SUCCESS' and {{ kind }} in ('SALE', 'CAPTURE'))
{%- endmacro %}
