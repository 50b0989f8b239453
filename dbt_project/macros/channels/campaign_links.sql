{# Joins that look up the workspace's campaign of a visit: by its id as by_id, by its name on the platform that the source
   belongs to as by_platform_name, by a name that means one campaign only as by_name. The most telling one counts. #}
{% macro campaign_links(visits, campaign_id, campaign_name) -%}
    left join {{ ref('int_campaigns__ids') }} as by_id
        on {{ visits }}.workspace_id = by_id.workspace_id and {{ campaign_id }} = by_id.campaign_id
    left join {{ ref('int_campaigns__names') }} as by_platform_name
        on
            {{ visits }}.workspace_id = by_platform_name.workspace_id
            and {{ campaign_name }} = by_platform_name.name_key
            and {{ visits }}.source_platform = by_platform_name.platform
    left join {{ ref('int_campaigns__names') }} as by_name
        on
            {{ visits }}.workspace_id = by_name.workspace_id
            and {{ campaign_name }} = by_name.name_key
            and by_name.platform is null
{%- endmacro %}
