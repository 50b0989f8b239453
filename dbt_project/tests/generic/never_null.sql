{# Fails for every row with a null in one of `columns`: one question for a whole model instead of one per column. #}
{% test never_null(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns -%}
        {{ 'or ' if not loop.first }}{{ column }} is null
    {% endfor %}

{% endtest %}
