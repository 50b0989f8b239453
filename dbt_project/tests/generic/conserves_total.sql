{# Fails for every group whose total of `column` here differs from the total of `to_column` in `to`.

   Both may be lists of as many columns, of which each is compared with its own. Groups are compared by `group_by`, nulls
   equal; a group that stands on one side only counts as zero on the other. `from_condition` and `to_condition` leave out
   rows that are not meant to arrive. #}
{% test conserves_total(
    model, column, to, to_column=none, group_by=['workspace_id'], from_condition='true', to_condition='true'
) %}

{% set columns = [column] if column is string else column %}
{% set to_columns = columns if to_column is none else ([to_column] if to_column is string else to_column) %}

with both_sides as (
    select
        {{ group_by | join(', ') }}
        {% for name in columns %}
            , {{ name }} as here_{{ loop.index }}
            , 0 as there_{{ loop.index }}
        {% endfor %}
    from {{ model }}
    where {{ from_condition }}

    union all

    select
        {{ group_by | join(', ') }}
        {% for name in to_columns %}
            , 0 as here_{{ loop.index }}
            , {{ name }} as there_{{ loop.index }}
        {% endfor %}
    from {{ to }}
    where
        {{ is_tested() }}
        and ({{ to_condition }})
)

select
    {{ group_by | join(', ') }}
    {% for _ in columns %}
        , sum(here_{{ loop.index }}) as total_here_{{ loop.index }}
        , sum(there_{{ loop.index }}) as total_there_{{ loop.index }}
    {% endfor %}
from both_sides
group by {{ group_by | join(', ') }}
having
    {% for _ in columns %}
        {{ 'or ' if not loop.first }}coalesce(sum(here_{{ loop.index }}), 0) <> coalesce(sum(there_{{ loop.index }}), 0)
    {% endfor %}

{% endtest %}
