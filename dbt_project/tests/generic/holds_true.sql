{# Fails for every row for which `condition` is not true. #}
{% test holds_true(model, condition) %}

select *
from {{ model }}
where ({{ condition }}) is not true

{% endtest %}
