{# The channel of a visit or of sessions that no campaign of the workspace claims; rules in the order of Google Analytics.

   `source` and `medium` are lower case, null when nothing is known; `category` comes from the seed traffic_sources,
   `meaning` from traffic_mediums, `group_name` is Google's own channel group (lower case) where there is one. #}
{% macro channel_of(source, medium, campaign, category, meaning, group_name='cast(null as text)') -%}
    {%- set paid = is_paid_medium(medium) -%}
    {%- set shopping = is_shopping_campaign(campaign) -%}
    case
        -- Direct: nothing is known of where the visit came from.
        when {{ source }} is null and {{ medium }} is null then 'direct'
        when {{ meaning }} = 'unknown' and {{ category }} is null then 'unattributed'
        -- Cross-network: campaigns that Google places by itself, mostly from a product feed.
        when {{ group_name }} = 'cross-network' or {{ campaign }} = '(cross-network)' then 'paid_shopping'
        -- Paid, by the kind of site; a medium may name the kind itself.
        when {{ paid }} and ({{ category }} = 'shopping' or {{ shopping }} or {{ medium }} like '%shop%')
            then 'paid_shopping'
        when {{ paid }} and ({{ category }} = 'search' or {{ medium }} like '%search%') then 'paid_search'
        when {{ paid }} and ({{ category }} = 'social' or {{ medium }} like '%social%') then 'paid_social'
        when {{ paid }} and ({{ category }} = 'video' or {{ medium }} like '%video%') then 'video'
        when {{ meaning }} = 'display' or ({{ paid }} and {{ category }} = 'display') then 'display'
        when {{ paid }} and {{ category }} = 'affiliate' then 'affiliate'
        when {{ paid }} then 'other'
        -- Organic, by the kind of site. Free shopping listings are a search engine's, or a market place's link.
        when {{ category }} = 'search' and ({{ meaning }} = 'shopping' or {{ shopping }}) then 'organic_search'
        when {{ category }} in ('social', 'video') or {{ meaning }} in ('social', 'video') then 'organic_social'
        when {{ category }} = 'search' or {{ meaning }} in ('organic', 'shopping') then 'organic_search'
        when {{ meaning }} = 'referral' then 'referral'
        when {{ category }} = 'email' or {{ meaning }} = 'email' then 'email'
        when {{ category }} = 'affiliate' or {{ meaning }} = 'affiliate' then 'affiliate'
        when {{ category }} = 'sms' or {{ meaning }} = 'sms' then 'sms'
        when {{ category }} = 'display' then 'display'
        when {{ category }} = 'shopping' then 'referral'
        else 'other'
    end
{%- endmacro %}
