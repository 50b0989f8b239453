{# Fails for every row whose `columns` name something that `to` does not hold in the same workspace.

   Rows with a null in `columns` name nothing. An id may stand in several workspaces: two brands may share an account. #}
{% test same_workspace(model, columns, to, to_columns=none) %}

{% set theirs = to_columns or columns %}

with here as (
    select *
    from {{ model }}
)

select
    here.workspace_id,
    {% for column in columns %}
        here.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from here
left join {{ to }} as there
    on
        here.workspace_id = there.workspace_id
        {% for column in columns %}
            and here.{{ column }} = there.{{ theirs[loop.index0] }}
        {% endfor %}
where
    there.workspace_id is null
    {% for column in columns %}
        and here.{{ column }} is not null
    {% endfor %}

{% endtest %}
