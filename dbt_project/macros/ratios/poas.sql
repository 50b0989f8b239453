{# Profit on ad spend: what orders leave before advertising (contribution margin 2) over ad spend; 1 breaks even. #}
{% macro poas(contribution_margin_2, spend) -%}
    {{ safe_divide(contribution_margin_2, spend) }}
{%- endmacro %}
