{# Return on ad spend: revenue (net, attributed or claimed, as the column says) over spend. #}
{% macro roas(revenue, spend) -%}
    {{ safe_divide(revenue, spend) }}
{%- endmacro %}
