{{ ad_report(
    facts_by_landing_page(),
    columns={
        'campaign_id': 'campaign_id',
        'campaign_name': 'max(campaign_name)',
        'ad_group_id': 'ad_set_id',
        'ad_group_name': 'max(ad_set_name)',
        'base_url': 'base_url',
        'url_host': 'max(url_host)',
        'url_path': 'max(url_path)',
        'utm_source': 'utm_source',
        'utm_medium': 'utm_medium',
        'utm_campaign': 'utm_campaign',
        'utm_content': 'utm_content',
        'utm_term': 'utm_term'
    }
) }}
