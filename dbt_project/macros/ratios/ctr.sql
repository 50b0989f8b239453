{# CTR: clicks ÷ impressions. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro ctr(clicks, impressions) -%}
    {{ safe_divide(clicks, impressions) }}
{%- endmacro %}
