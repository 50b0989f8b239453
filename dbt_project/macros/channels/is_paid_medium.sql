{# Whether a lower-case medium says that the visit was paid for, by the pattern that Google Analytics documents. #}
{% macro is_paid_medium(medium) -%}
    ({{ medium }} like '%cp%' or {{ medium }} like 'paid%' or {{ medium }} in ('ppc', 'retargeting'))
{%- endmacro %}
