{# Post-hook of every mart: who may read which rows of it, and its key. It runs in the transaction of the rebuild, so
   there is no moment without. Only PostgreSQL has readers of its own; elsewhere readers get files of one workspace. #}
{% macro isolate_workspaces() -%}
    {{ return(adapter.dispatch('isolate_workspaces', 'omnitrackiq')()) }}
{%- endmacro %}

{% macro default__isolate_workspaces() -%}
{%- endmacro %}

{% macro postgres__isolate_workspaces() -%}
    {%- if not execute -%}
        {{ return('') }}
    {%- endif -%}
    {%- if model.config.materialized == 'view' -%}
        alter view {{ this }} set (security_invoker = true);
    {%- else -%}
        {{ workspace_policies(this) }}
        {{ mart_key(this) }}
        {{ mart_indexes(this) }}
    {%- endif %}
    grant select on {{ this }} to {{ database_role('reader') }}, {{ database_role('app') }};
{%- endmacro %}
