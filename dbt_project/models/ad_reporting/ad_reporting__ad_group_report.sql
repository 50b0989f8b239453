{{ ad_report(
    ref('ad_performance_daily'),
    columns={
        'campaign_id': 'campaign_id',
        'campaign_name': 'max(campaign_name)',
        'ad_group_id': 'ad_set_id',
        'ad_group_name': 'max(ad_set_name)'
    },
    condition='ad_set_id is not null'
) }}
