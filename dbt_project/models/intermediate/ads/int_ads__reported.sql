{% for platform in ad_platforms() %}
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        campaign_id,
        campaign_name,
        ad_set_id,
        ad_set_name,
        ad_id,
        ad_name,
        currency,
        spend_original,
        impressions,
        clicks,
        link_clicks,
        platform_conversions,
        platform_revenue_original
    from {{ ref('stg_' ~ platform ~ '__ad_daily') }}
    {{ 'union all' if not loop.last }}
{% endfor %}
