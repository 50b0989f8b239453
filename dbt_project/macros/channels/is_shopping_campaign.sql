{# Whether a campaign name speaks of shopping: "shopping", or "shop" that ends no other word (eshop yes, workshop no). #}
{% macro is_shopping_campaign(campaign) -%}
    ({{ regex_part('lower(' ~ campaign ~ ')', '(shopping|^shop|[^a-df-z]shop)') }} is not null)
{%- endmacro %}
