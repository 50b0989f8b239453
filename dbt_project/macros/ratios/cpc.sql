{# CPC: spend ÷ clicks. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro cpc(spend, clicks) -%}
    {{ safe_divide(spend, clicks) }}
{%- endmacro %}
