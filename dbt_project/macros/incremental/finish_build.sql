{# At the end of every run: when it built every table and nothing failed, all that was on the list of changes is used up. #}
{% macro finish_build(results) -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set bad = results | map(attribute='status') | map('string') | select('in', ['error', 'fail', 'runtime error', 'skipped']) | list -%}
        {%- set built = results | map(attribute='node') | map(attribute='unique_id') | list -%}
        {%- set tables = [] -%}
        {%- set names = [] -%}
        {%- set tests = graph.nodes.values() | selectattr('resource_type', 'equalto', 'test') | map(attribute='unique_id') -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
            {%- do tables.append(node.unique_id) -%}
            {%- do names.append(node.name) -%}
        {%- endfor -%}
        {%- if not bad and not tables | reject('in', built) | list -%}
            begin;
            delete from {{ notes_schema() }}.build_changes;
            update {{ notes_schema() }}.build_loads set is_built = true where not is_built;
            {# a model that was taken out and comes back later has missed what happened meanwhile #}
            delete from {{ notes_schema() }}.build_versions
            where model not in ('{{ names | join("', '") }}');
            {% if not tests | reject('in', built) | list -%}
                insert into {{ notes_schema() }}.build_versions values ('tests', '{{ tests_version() }}');
            {%- endif %}
            commit;
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
