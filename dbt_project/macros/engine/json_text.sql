{# The value of a top-level key of a JSON column, as text. #}
{% macro json_text(column, key) -%}
    {{ return(adapter.dispatch('json_text', 'omnitrackiq')(column, key)) }}
{%- endmacro %}

{% macro default__json_text(column, key) -%}
    ({{ column }} ->> '{{ key }}')
{%- endmacro %}

{% macro spark__json_text(column, key) -%}
    get_json_object({{ column }}, '$.{{ key }}')
{%- endmacro %}
