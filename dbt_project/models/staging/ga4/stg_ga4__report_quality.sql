select
    workspace_id,
    property_id,
    stream,
    date_day,
    {{ count_of('max(row_count)') }} as row_count,
    coalesce(max(case when is_sampled then 1 else 0 end) = 1, false) as is_sampled,
    max(samples_read) as samples_read,
    max(sampling_space) as sampling_space,
    coalesce(max(case when is_thresholded then 1 else 0 end) = 1, false) as is_thresholded,
    coalesce(max(case when has_other_row_loss then 1 else 0 end) = 1, false) as has_other_row_loss,
    max(cast(restricted_metrics as text)) as restricted_metrics,
    max(cast(truncations as text)) as truncations,
    max(empty_reason) as empty_reason
from {{ source('raw_ga4', 'report_quality') }}
group by workspace_id, property_id, stream, date_day
