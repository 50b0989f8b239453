{# A UTM tag of a Meta ad with the placeholders of its campaign, ad set and ad filled in; null when it is not set. #}
{% macro meta_placeholders(tag) -%}
    {%- set values = {
        'campaign.id': 'ads.campaign_id', 'campaign.name': 'campaigns.name',
        'adset.id': 'ads.adset_id', 'adset.name': 'ad_sets.name',
        'ad.id': 'ads.id', 'ad.name': 'ads.name',
    } -%}
    {%- set filled = namespace(text=tag) -%}
    {%- for name, value in values.items() -%}
        {%- set filled.text = "replace(" ~ filled.text ~ ", '{" ~ "{" ~ name ~ "}" ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ filled.text }}
{%- endmacro %}
