{{ ad_report(ref('ad_performance_daily')) }}
