{# Goods costs known: goods covered revenue ÷ gross revenue. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro goods_coverage(goods_covered_revenue, gross_revenue) -%}
    {{ safe_divide(goods_covered_revenue, gross_revenue) }}
{%- endmacro %}
