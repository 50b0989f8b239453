{# At the start of every build: what arrived in the raw tables since the last build of everything that passed goes on the
   list of changes. Loads that end later are left for the next build. #}
{% macro note_arrivals() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        create schema if not exists {{ notes_schema() }};
        begin;
        create table if not exists {{ notes_schema() }}.build_loads (dataset text, load_id text, is_built boolean);
        create table if not exists {{ notes_schema() }}.build_versions (model text, version text);
        create table if not exists {{ notes_schema() }}.build_changes (
            workspace_id text, order_id text, date_day date, made_by text
        );
        {% set tables = raw_tables() -%}
        {%- for dataset in tables if '_dlt_loads' in tables[dataset] -%}
            insert into {{ notes_schema() }}.build_loads
            select '{{ dataset }}', load_id, false
            from {{ dataset }}._dlt_loads
            where
                status = 0
                and load_id not in (select load_id from {{ notes_schema() }}.build_loads where dataset = '{{ dataset }}');
            {# before the first build there is nothing that could be kept #}
            {%- set loads = unbuilt_loads(dataset) if build_table('build_loads') else [] -%}
            {%- for table, columns in tables[dataset].items() if loads and tells_arrivals(dataset, table, columns) %}
                insert into {{ notes_schema() }}.build_changes
                select
                    workspace_id,
                    {{ 'order_id' if 'order_id' in columns else 'cast(null as text)' }},
                    {{ 'date_day' if 'date_day' in columns else 'cast(null as date)' }},
                    '{{ dataset }}.{{ table }}'
                from {{ dataset }}.{{ table }}
                where _dlt_load_id in ('{{ loads | join("', '") }}')
                except
                select workspace_id, order_id, date_day, made_by from {{ notes_schema() }}.build_changes;
            {%- endfor -%}
            {# an order that was refused left the orders, and nothing arrived there in its place #}
            {%- if loads and covering_table(dataset) == 'orders' and 'rejected_records' in tables[dataset] %}
                insert into {{ notes_schema() }}.build_changes
                select
                    workspace_id,
                    {{ json_first_text('cast(covered_key as json)') }},
                    cast(null as date),
                    '{{ dataset }}.orders'
                from {{ dataset }}.rejected_records
                where table_name = 'orders' and _dlt_load_id in ('{{ loads | join("', '") }}')
                except
                select workspace_id, order_id, date_day, made_by from {{ notes_schema() }}.build_changes;
            {%- endif -%}
        {%- endfor %}
        commit;
    {%- endif -%}
{%- endmacro %}

{# Whether arrivals are read from a raw table: not where the covering table of its schema says more. #}
{% macro tells_arrivals(dataset, table, columns) -%}
    {%- set covered_by = 'order_id' if dataset == 'raw_shopify' else 'date_day' -%}
    {{ return(
        'workspace_id' in columns and '_dlt_load_id' in columns
        and (table == covering_table(dataset) or covered_by not in columns)
    ) }}
{%- endmacro %}

{# The columns that matter here, of every raw table, by schema and table. #}
{% macro raw_tables() -%}
    {%- set found = {} -%}
    {%- set names = "'workspace_id', 'order_id', 'date_day', '_dlt_load_id', 'load_id'" -%}
    {%- for row in run_query(
        "select table_schema, table_name, column_name from information_schema.columns where table_catalog = '"
        ~ target.database ~ "' and left(table_schema, 4) = 'raw_' and column_name in (" ~ names ~ ')'
        ~ ' order by table_schema, table_name'
    ) -%}
        {%- do found.setdefault(row[0], {}).setdefault(row[1], []).append(row[2]) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# Finished loads that no build of everything has seen. #}
{% macro unbuilt_loads(dataset) -%}
    {%- set found = [] -%}
    {%- for row in run_query(
        'select load_id from ' ~ dataset ~ '._dlt_loads where status = 0 and load_id not in (select load_id from'
        ~ ' ' ~ notes_schema() ~ ".build_loads where is_built and dataset = '" ~ dataset ~ "')"
    ) -%}
        {%- do found.append(row[0]) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# The schema in which builds note what they did. #}
{% macro notes_schema() -%}
    {{ return(generate_schema_name('intermediate', none)) }}
{%- endmacro %}

{# A table in which builds note something, or none before the first build. #}
{% macro build_table(name) -%}
    {{ return(adapter.get_relation(database=target.database, schema=notes_schema(), identifier=name)) }}
{%- endmacro %}
