{# Fails for every group whose total of `column` here differs from the total of `to_column` in `to`.

   Groups are compared by `group_by`, nulls equal; a group that stands on one side only counts as zero on the other.
   `from_condition` and `to_condition` leave out rows that are not meant to arrive. #}
{% test conserves_total(
    model, column, to, to_column=none, group_by=['workspace_id'], from_condition='true', to_condition='true'
) %}

with both_sides as (
    select
        {{ group_by | join(', ') }},
        {{ column }} as here,
        0 as there
    from {{ model }}
    where {{ from_condition }}

    union all

    select
        {{ group_by | join(', ') }},
        0 as here,
        {{ to_column or column }} as there
    from {{ to }}
    where {{ to_condition }}
)

select
    {{ group_by | join(', ') }},
    sum(here) as total_here,
    sum(there) as total_there
from both_sides
group by {{ group_by | join(', ') }}
having coalesce(sum(here), 0) <> coalesce(sum(there), 0)

{% endtest %}
