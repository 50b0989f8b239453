{# The list of changes, `build_changes`: one row per unit that may have changed, and who says so: a raw table or a model. A
   row without order and day means all of its workspace, one without a workspace means everything. #}

{# Puts on the list what differs between two queries of the present model, under the columns that it tells. #}
{% macro tell_changes(before, after) -%}
    {%- set tells = model.config.meta.changes.tells -%}
    {%- set order = 'order_id' if 'order_id' in tells else 'cast(null as text)' -%}
    {%- set days = tells | reject('equalto', 'order_id') | list or ['cast(null as date)'] -%}
    insert into {{ notes_schema() }}.build_changes
    with different as (
        (({{ before }}) except all ({{ after }}))
        union all
        (({{ after }}) except all ({{ before }}))
    )
    {% for day in days %}
        select workspace_id, {{ order }}, {{ day }}, '{{ model.name }}' from different
        {{ 'union' if not loop.last else 'group by 1, 2, 3' }}
    {%- endfor %};
{%- endmacro %}

{# Whether a row of `alias` belongs to a unit of the present model that is on the list of one of its parents. #}
{% macro in_changed_units(alias, column=none) -%}
    {%- set by = model.config.meta.changes -%}
    {%- if by.unit == 'everything' -%}
        {{ return('true') }}
    {%- elif target.type == 'spark' -%}
        {{ return(alias ~ '.workspace_id in (select workspace_id from ' ~ notes_schema() ~ '.build_changes)') }}
    {%- endif -%}
    {%- set told -%}
        from {{ notes_schema() }}.build_changes where made_by in ('{{ told_by(model.unique_id) | join("', '") }}')
    {%- endset -%}
    {%- set found = changed_units(told) -%}
    {%- set parts = [] -%}
    {%- if found.workspace_id -%}
        {%- do parts.append(alias ~ '.workspace_id in ' ~ one_of(found.workspace_id)) -%}
    {%- endif -%}
    {%- if found.order_id -%}
        {%- do parts.append(
            '(' ~ alias ~ '.workspace_id, ' ~ alias ~ '.order_id) in (select workspace_id, order_id ' ~ told
            ~ ' and order_id is not null)'
        ) -%}
    {%- endif -%}
    {%- if found.date_day -%}
        {%- do parts.append(
            '(' ~ alias ~ '.workspace_id, ' ~ alias ~ '.' ~ (column or by.day or 'date_day') ~ ') in (select workspace_id, date_day '
            ~ told ~ ' and date_day is not null' ~ (' and order_id is null' if by.unit == 'order_id') ~ ')'
        ) -%}
    {%- endif -%}
    {%- if not parts -%}
        {{ return('false') }}
    {%- endif -%}
    {# said twice, since engines carry plain values further down than sets #}
    {%- set all = (found.workspace_id + found.order_id + found.date_day) | unique | list -%}
    {{ return('(' ~ alias ~ '.workspace_id in ' ~ one_of(all) ~ ' and (' ~ parts | join(' or ') ~ '))') }}
{%- endmacro %}

{# Workspaces with changes of the present model's parents, by what the changes name: order_id, date_day, or no more than
   workspace_id. Asked once per model. #}
{% macro changed_units(told) -%}
    {%- if 'changed_units' not in model -%}
        {%- set by = model.config.meta.changes -%}
        {%- set found = {'workspace_id': [], 'order_id': [], 'date_day': []} -%}
        {%- set named -%}
            case
                when {{ by.unit == 'order_id' }} and order_id is not null then 'order_id'
                when {{ by.unit == 'date_day' or by.day is not none }} and date_day is not null then 'date_day'
                else 'workspace_id'
            end
        {%- endset -%}
        {%- for row in run_query('select distinct ' ~ named ~ ', workspace_id ' ~ told ~ ' order by 1, 2') -%}
            {%- do found[row[0]].append(row[1]) -%}
        {%- endfor -%}
        {%- do model.update({'changed_units': found}) -%}
    {%- endif -%}
    {{ return(model.changed_units) }}
{%- endmacro %}

{% macro one_of(workspaces) -%}
    {{ return("('" ~ workspaces | join("', '") ~ "')") }}
{%- endmacro %}

{# Who tells a model what changed: the incremental models and raw tables that it reads, directly or through views. A table
   tells nothing, so that nobody can be incremental on top of it. #}
{% macro told_by(node_id) -%}
    {%- set found = [] -%}
    {%- for parent in graph.nodes[node_id].depends_on.nodes -%}
        {%- if parent in graph.sources -%}
            {%- set raw = graph.sources[parent] -%}
            {%- do found.extend([raw.schema ~ '.' ~ raw.identifier, raw.schema ~ '.' ~ covering_table(raw.schema)]) -%}
        {%- elif graph.nodes[parent].config.materialized == 'incremental' -%}
            {%- do found.append(graph.nodes[parent].name) -%}
        {%- elif graph.nodes[parent].config.materialized == 'view' -%}
            {%- do found.extend(told_by(parent)) -%}
        {%- elif graph.nodes[parent].resource_type != 'seed' -%}
            {{ exceptions.raise_compiler_error(
                graph.nodes[node_id].name ~ ' cannot be incremental, for ' ~ graph.nodes[parent].name ~ ' is a table and does not'
                ~ ' tell what changed in it: give that one an incremental_by first.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | unique | list) }}
{%- endmacro %}

{# The raw table that names what every load of its schema read, so that what vanished is seen too: an order is read with
   all its parts, a report by whole days. #}
{% macro covering_table(schema) -%}
    {{ return('orders' if schema == 'raw_shopify' else 'load_windows') }}
{%- endmacro %}
