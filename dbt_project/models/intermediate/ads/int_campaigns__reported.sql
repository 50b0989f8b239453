{% for platform in ad_platforms() %}
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        campaign_name,
        currency,
        spend_original,
        impressions,
        clicks,
        link_clicks,
        platform_conversions,
        platform_revenue_original
    from {{ ref('stg_' ~ platform ~ '__campaign_daily') }}
    {{ 'union all' if not loop.last }}
{% endfor %}
