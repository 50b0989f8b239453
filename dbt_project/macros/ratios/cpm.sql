{# CPM: 1,000 × spend ÷ impressions. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cpm(spend, impressions) -%}
    {{ safe_divide('1000 * ' ~ spend, impressions) }}
{%- endmacro %}
