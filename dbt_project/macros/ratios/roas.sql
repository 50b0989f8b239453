{# ROAS (MER): net revenue ÷ ad spend. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro roas(net_revenue, ad_spend) -%}
    {{ safe_divide(net_revenue, ad_spend) }}
{%- endmacro %}
