{# A count as bigint (sums of counts grow wider types); null counts as nothing. #}
{% macro count_of(amount) -%}
    cast(coalesce({{ amount }}, 0) as bigint)
{%- endmacro %}
