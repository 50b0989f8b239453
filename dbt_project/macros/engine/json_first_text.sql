{# The first element of a JSON list, as text. #}
{% macro json_first_text(column) -%}
    {{ return(adapter.dispatch('json_first_text', 'omnitrackiq')(column)) }}
{%- endmacro %}

{% macro default__json_first_text(column) -%}
    ({{ column }} ->> 0)
{%- endmacro %}

{% macro spark__json_first_text(column) -%}
    get_json_object({{ column }}, '$[0]')
{%- endmacro %}
