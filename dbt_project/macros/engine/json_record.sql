{# A JSON object, as text, of the named columns. #}
{% macro json_record(columns) -%}
    {{ return(adapter.dispatch('json_record', 'omnitrackiq')(columns)) }}
{%- endmacro %}

{% macro default__json_record(columns) -%}
    cast(json_build_object(
        {%- for column in columns %}'{{ column }}', {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as text)
{%- endmacro %}

{% macro duckdb__json_record(columns) -%}
    cast(json_object(
        {%- for column in columns %}'{{ column }}', {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as text)
{%- endmacro %}

{% macro spark__json_record(columns) -%}
    to_json(struct({{ columns | join(', ') }}))
{%- endmacro %}
