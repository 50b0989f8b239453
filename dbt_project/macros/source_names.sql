{# Every source whose connections people see, in the order of the design. #}
{% macro source_names() -%}
    {{ return(ad_platforms() + ['shopify', 'ga4', 'exchange_rates']) }}
{%- endmacro %}
