{# What the one pair of parentheses of a regular expression catches in a text; null when that is nothing. #}
{% macro regex_part(text, pattern) -%}
    {{ return(adapter.dispatch('regex_part', 'omnitrackiq')(text, pattern)) }}
{%- endmacro %}

{% macro default__regex_part(text, pattern) -%}
    nullif(substring({{ text }} from '{{ pattern }}'), '')
{%- endmacro %}

{% macro duckdb__regex_part(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', 1), '')
{%- endmacro %}

{% macro spark__regex_part(text, pattern) -%}
    nullif(regexp_extract({{ text }}, r'{{ pattern }}', 1), '')
{%- endmacro %}
