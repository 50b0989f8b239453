{# The ad platforms whose staging models are alike; unions over platforms go through this list. #}
{% macro ad_platforms() -%}
    {{ return(['facebook_ads', 'google_ads', 'tiktok_ads']) }}
{%- endmacro %}
