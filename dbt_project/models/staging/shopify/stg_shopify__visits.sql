select
    workspace_id,
    order_id,
    visit_id,
    position,
    occurred_at as touched_at,
    landing_page,
    referrer_url,
    source,
    source_type,
    {% for parameter in ['source', 'medium', 'campaign', 'content', 'term'] -%}
        coalesce(utm_{{ parameter }}, {{ url_parameter('landing_page', 'utm_' ~ parameter) }}) as utm_{{ parameter }},
    {% endfor -%}
    {{ click_id_kind('landing_page') }} as click_id_kind
from {{ source('raw_shopify', 'visits') }}
