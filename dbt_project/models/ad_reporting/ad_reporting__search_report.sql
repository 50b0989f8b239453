{{ ad_report(
    ref('search_terms_daily'),
    columns={
        'campaign_id': 'campaign_id',
        'campaign_name': 'max(campaign_name)',
        'ad_group_id': 'ad_set_id',
        'ad_group_name': 'max(ad_set_name)',
        'keyword_id': 'max(cast(null as text))',
        'keyword_text': 'keyword',
        'search_query': 'search_term',
        'search_match_type': 'match_type'
    },
    condition="row_kind = 'reported'"
) }}
