{# dbt asks this before it builds an incremental model (the macro takes the place of dbt's own of the same name): whole when
   the command says so, when other code made the table, and when a model that it reads was rebuilt whole. #}
{% macro should_full_refresh() -%}
    {%- if flags.FULL_REFRESH or not execute or model.resource_type != 'model' or 'changes' not in model.config.meta -%}
        {{ return(flags.FULL_REFRESH) }}
    {%- endif -%}
    {%- if 'is_outdated' not in model -%}
        {%- set reasons = [] -%}
        {%- if not build_table('build_versions') or not load_cached_relation(this) -%}
            {%- do reasons.append('first build') -%}
        {%- else -%}
            {%- set same_code -%}
                select 1 from {{ notes_schema() }}.build_versions
                where model = '{{ model.name }}' and version = '{{ code_version(model.unique_id) }}'
            {%- endset -%}
            {%- set whole_parents -%}
                select 1 from {{ notes_schema() }}.build_changes
                where workspace_id is null and made_by in ('{{ told_by(model.unique_id) | join("', '") }}')
            {%- endset -%}
            {%- if not run_query(same_code) or run_query(whole_parents) -%}
                {%- do reasons.append('other code') -%}
            {%- endif -%}
        {%- endif -%}
        {%- do model.update({'is_outdated': reasons | length > 0}) -%}
    {%- endif -%}
    {{ return(model.is_outdated) }}
{%- endmacro %}

{# Post-hook, in the model's transaction: which code made the table. One that was rebuilt whole puts everything on the list
   of changes. #}
{% macro note_built() -%}
    {%- if execute and not is_incremental() -%}
        delete from {{ notes_schema() }}.build_versions where model = '{{ model.name }}';
        insert into {{ notes_schema() }}.build_versions values ('{{ model.name }}', '{{ code_version(model.unique_id) }}');
        insert into {{ notes_schema() }}.build_changes values (null, null, null, '{{ model.name }}');
    {%- endif -%}
{%- endmacro %}

{# A digest of what decides the rows of a model, besides data: its SQL and column types, the views and seeds that it reads,
   and all macros (their digest comes from the caller, orchestration/dbt.py). Incremental parents tell for themselves. #}
{% macro code_version(node_id) -%}
    {%- set node = graph.nodes[node_id] -%}
    {%- set parts = [node.checksum.checksum, env_var('OMNITRACKIQ_DBT_MACROS', '')] -%}
    {%- for column in node.columns.values() -%}
        {%- do parts.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- for parent in node.depends_on.nodes | sort
        if parent in graph.nodes and graph.nodes[parent].config.materialized != 'incremental' -%}
        {%- do parts.append(code_version(parent)) -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('|'))) }}
{%- endmacro %}
