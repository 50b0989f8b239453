{# Tests look at what may have changed since all of them passed: no row of another workspace bears on a workspace, and what
   is on nobody's list of changes is as it was. `dbt test` and a build with --full-refresh look at everything. #}

{# Whether the present test has to look at a row of `alias`. One that only warns does not keep a workspace on the list, so it
   looks at everything, for its warning to stay. #}
{% macro is_tested(alias=none) -%}
    {%- if not execute or flags.WHICH != 'build' or model.config.severity | lower == 'warn' -%}
        {{ return('true') }}
    {%- endif -%}
    {%- if 'tested_workspaces' not in model -%}
        {%- set changed = 'select distinct workspace_id from ' ~ notes_schema() ~ '.build_changes order by 1' -%}
        {%- set found = run_query(changed).columns[0].values() | list if knows_tests() else [none] -%}
        {%- do model.update({'tested_workspaces': found}) -%}
    {%- endif -%}
    {%- if none in model.tested_workspaces -%}
        {{ return('true') }}
    {%- elif not model.tested_workspaces -%}
        {{ return('false') }}
    {%- endif -%}
    {{ return((alias ~ '.' if alias else '') ~ 'workspace_id in ' ~ one_of(model.tested_workspaces)) }}
{%- endmacro %}

{# Whether a build of everything has passed these very tests; asked once for all tests of a build, for which it stays the same.
   Their digest comes from the caller, orchestration/dbt.py. #}
{% macro knows_tests() -%}
    {%- if tests_version() == '' -%}
        {{ return(false) }}
    {%- endif -%}
    {%- if 'knows_tests' not in graph -%}
        {%- set same_tests -%}
            select 1 from {{ notes_schema() }}.build_versions where model = 'tests' and version = '{{ tests_version() }}'
        {%- endset -%}
        {%- do graph.update({'knows_tests': run_query(same_tests) | length > 0}) -%}
    {%- endif -%}
    {{ return(graph.knows_tests) }}
{%- endmacro %}

{% macro tests_version() -%}
    {{ return(env_var('OMNITRACKIQ_DBT_TESTS', '')) }}
{%- endmacro %}

{# dbt reads the model of every generic test through this macro, which takes the place of dbt's own of the same name. A plain
   table is looked at whole, since it tells nobody what changed in it. #}
{% macro get_where_subquery(relation) -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute else none -%}
    {%- set conditions = [config.get('where')] if config.get('where') else [] -%}
    {%- if tested and tested.config.materialized in ['incremental', 'view'] and 'workspace_id' in tested.columns -%}
        {%- do conditions.append(is_tested()) -%}
    {%- endif -%}
    {%- if conditions | reject('equalto', 'true') | list -%}
        {{ return('(select * from ' ~ relation ~ ' where (' ~ conditions | join(') and (') ~ ')) as tested_rows') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
