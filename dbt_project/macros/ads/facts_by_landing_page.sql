{# A subquery: the daily figures of ads beside their present landing page, taken apart. Ads without one are left out. #}
{% macro facts_by_landing_page() -%}
    (
        select
            performance.*,
            {{ regex_part('ads.landing_page', '^([^?#]*)') }} as base_url,
            {{ url_host('ads.landing_page') }} as url_host,
            {{ regex_part('ads.landing_page', '^(?:[^/?#]*:)?//[^/?#]*([^?#]*)') }} as url_path,
            {% for tag in ['source', 'medium', 'campaign', 'content', 'term'] %}
                {{ url_parameter('ads.landing_page', 'utm_' ~ tag) }} as utm_{{ tag }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ ref('ad_performance_daily') }} as performance
        inner join {{ ref('ads') }} as ads
            on
                performance.workspace_id = ads.workspace_id
                and performance.platform = ads.platform
                and performance.ad_id = ads.ad_id
        where ads.landing_page is not null
    )
{%- endmacro %}
