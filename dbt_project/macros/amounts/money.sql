{# An amount with the precision that marts publish; null counts as nothing. #}
{% macro money(amount) -%}
    cast(coalesce({{ amount }}, 0) as decimal(18, 6))
{%- endmacro %}
