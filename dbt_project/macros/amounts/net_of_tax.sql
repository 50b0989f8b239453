{# What is left of an amount that holds its tax; no tax said is none. #}
{% macro net_of_tax(total, tax) -%}
    ({{ total }} - coalesce({{ tax }}, 0))
{%- endmacro %}
