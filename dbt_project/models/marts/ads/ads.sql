{{ incremental_by('workspace_id') }}
select
    ads.workspace_id,
    ads.platform,
    ads.account_id,
    ads.campaign_id,
    campaigns.campaign_name,
    ads.ad_set_id,
    ad_sets.ad_set_name,
    ads.ad_id,
    ads.ad_name,
    ads.status,
    ads.landing_page,
    {% for tag in ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] %}
        coalesce(creatives.{{ tag }}, {{ url_parameter('ads.landing_page', tag) }}) as {{ tag }},
    {% endfor %}
    ads.created_at,
    ads.first_seen_on,
    ads.last_seen_on
from {{ ref('int_ads__known') }} as ads
left join {{ ref('int_ad_sets__known') }} as ad_sets
    on
        ads.workspace_id = ad_sets.workspace_id
        and ads.platform = ad_sets.platform
        and ads.ad_set_id = ad_sets.ad_set_id
left join {{ ref('int_campaigns__known') }} as campaigns
    on
        ads.workspace_id = campaigns.workspace_id
        and ads.platform = campaigns.platform
        and ads.campaign_id = campaigns.campaign_id
left join {{ ref('int_ads__creatives') }} as creatives
    on
        ads.workspace_id = creatives.workspace_id
        and ads.platform = creatives.platform
        and ads.ad_id = creatives.ad_id
where {{ is_changed('ads') }}
