{# A floating-point number of eight bytes: for ratios, never for money. #}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'omnitrackiq')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    {{ return('double precision') }}
{%- endmacro %}

{% macro spark__type_double() -%}
    {{ return('double') }}
{%- endmacro %}
