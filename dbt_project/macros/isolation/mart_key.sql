{# The grain of a mart as a key of its table: a primary key, or where a part of it may be null a unique constraint that
   takes nulls as equal. The grain is what the model's test of that name says. #}
{% macro mart_key(relation) -%}
    {%- set columns = mart_grain(model) -%}
    {%- set nullable = [] -%}
    {%- for column in columns if 'not_null' not in model.columns[column].constraints | map(attribute='type') | map('string') -%}
        {%- do nullable.append(column) -%}
    {%- endfor -%}
    do $$ begin
        if not exists (
            select from pg_constraint where conrelid = '{{ relation }}'::regclass and contype in ('p', 'u')
        ) then
            alter table {{ relation }} add {{ 'unique nulls not distinct' if nullable else 'primary key' }}
                ({{ columns | join(', ') }});
        end if;
    end $$;
{%- endmacro %}

{# The columns that make a row of a mart unique, workspace_id first. #}
{% macro mart_grain(mart) -%}
    {%- set grains = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.attached_node == mart.unique_id -%}
        {%- if node.test_metadata and node.test_metadata.name == 'grain' -%}
            {%- do grains.append(node.test_metadata.kwargs.get('columns') or node.test_metadata.kwargs.arguments.columns) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if grains | length != 1 or grains[0][0] != 'workspace_id' -%}
        {{ exceptions.raise_compiler_error(
            'The mart ' ~ mart.name ~ ' needs one test grain that starts with workspace_id.'
        ) }}
    {%- endif -%}
    {{ return(grains[0]) }}
{%- endmacro %}
