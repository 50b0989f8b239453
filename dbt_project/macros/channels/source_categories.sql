{# Joins that look up what the seeds know of a visit's source and medium: mediums.meaning, and sources or else sites
   (a host by its name) with category and platform. #}
{% macro source_categories(visits) -%}
    left join {{ ref('traffic_mediums') }} as mediums on {{ visits }}.medium = mediums.medium
    left join {{ ref('traffic_sources') }} as sources on {{ visits }}.source = sources.source_name
    left join {{ ref('traffic_sources') }} as sites on {{ site_name(visits ~ '.source') }} = sites.source_name
{%- endmacro %}
