{{ ad_report(
    ref('keywords_daily'),
    columns={
        'campaign_id': 'campaign_id',
        'campaign_name': 'max(campaign_name)',
        'ad_group_id': 'ad_set_id',
        'ad_group_name': 'max(ad_set_name)',
        'keyword_id': 'keyword_id',
        'keyword_text': 'max(keyword)',
        'keyword_match_type': 'max(match_type)'
    },
    condition="row_kind = 'reported'"
) }}
