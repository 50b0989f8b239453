{# Whether an entry of the sales ledger takes goods back, or gives money back for them: an adjustment. #}
{% macro is_goods_refunded(sales) -%}
    (
        {{ sales }}.line_type = 'ADJUSTMENT'
        or ({{ sales }}.line_type = 'PRODUCT' and {{ sales }}.action_type = 'RETURN')
    )
{%- endmacro %}
