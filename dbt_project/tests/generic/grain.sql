{# Fails for every combination of `columns` that stands in more than one row, nulls equal, and where a column of
   `never_null` is null. #}
{% test grain(model, columns, never_null=[]) %}

select
    {{ columns | join(', ') }},
    count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {% for column in never_null %}
        or count({{ column }}) < count(*)
    {% endfor %}

{% endtest %}
