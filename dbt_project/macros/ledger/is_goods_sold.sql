{# Whether an entry of the sales ledger sells goods, or changes what was sold. #}
{% macro is_goods_sold(sales) -%}
    ({{ sales }}.line_type = 'PRODUCT' and {{ sales }}.action_type in ('ORDER', 'UPDATE'))
{%- endmacro %}
