{{ ad_report(
    ref('ad_performance_daily'),
    columns={'campaign_id': 'campaign_id', 'campaign_name': 'max(campaign_name)'}
) }}
