{# A subquery: the daily figures of ads beside their present landing page, taken apart, and its tags. Ads without one are left out. #}
{% macro facts_by_landing_page() -%}
    (
        select
            performance.*,
            {{ regex_part('ads.landing_page', '^([^?#]*)') }} as base_url,
            {{ url_host('ads.landing_page') }} as url_host,
            {{ regex_part('ads.landing_page', '^(?:[^/?#]*:)?//[^/?#]*([^?#]*)') }} as url_path,
            ads.utm_source,
            ads.utm_medium,
            ads.utm_campaign,
            ads.utm_content,
            ads.utm_term
        from {{ ref('ad_performance_daily') }} as performance
        inner join {{ ref('ads') }} as ads
            on
                performance.workspace_id = ads.workspace_id
                and performance.platform = ads.platform
                and performance.ad_id = ads.ad_id
        where ads.landing_page is not null
    )
{%- endmacro %}
