{# POAS: contribution margin 2 ÷ spend. Written by `make contracts` from omnitrackiq/reporting. #}
{% macro poas(contribution_margin_2, spend) -%}
    {{ safe_divide(contribution_margin_2, spend) }}
{%- endmacro %}
