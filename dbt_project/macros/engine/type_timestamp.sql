{# A moment in time (UTC inside), with microseconds. Overrides dbt's own type, which knows no time zone. #}
{% macro type_timestamp() -%}
    {{ return(adapter.dispatch('type_timestamp', 'omnitrackiq')()) }}
{%- endmacro %}

{% macro default__type_timestamp() -%}
    {{ return('timestamp with time zone') }}
{%- endmacro %}

{% macro spark__type_timestamp() -%}
    {{ return('timestamp') }}
{%- endmacro %}
