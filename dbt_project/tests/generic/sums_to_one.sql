{# Fails for every group of rows whose shares in `column_name` do not add up to one, within `tolerance`. #}
{% test sums_to_one(model, column_name, group_by, tolerance=0.000000001) %}

select
    {{ group_by | join(', ') }},
    sum({{ column_name }}) as share_total
from {{ model }}
group by {{ group_by | join(', ') }}
having
    sum({{ column_name }}) is null
    or abs(sum({{ column_name }}) - 1) > {{ tolerance }}

{% endtest %}
