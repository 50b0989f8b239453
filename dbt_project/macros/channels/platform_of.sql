{# The ad platform of a visit: its campaign's, else its source's where the channel is a paid one. #}
{% macro platform_of(campaign_platform, channel, source_platform) -%}
    case
        when {{ campaign_platform }} is not null then {{ campaign_platform }}
        when {{ channel }} in ('paid_social', 'paid_search', 'paid_shopping', 'display', 'video') then {{ source_platform }}
    end
{%- endmacro %}
