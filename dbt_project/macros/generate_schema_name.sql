{# Schema names are exact, the same for every target; only a build on trial has schemas of its own, named by a prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('OMNITRACKIQ_DBT_SCHEMA_PREFIX', '') ~ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
