{# THE way to make a model incremental by what arrived. A model says once by what it is cut, and holds what it reads to
   the units that changed:

       {{ incremental_by('date_day') }}
       select ... from {{ ref('int_ads__days') }} as ads where {{ is_changed('ads') }}

   `unit` is what the model makes anew when anything in it may have changed:
     date_day      whole days of a workspace
     order_id      whole orders; with `day`, the column of the order's day, also all orders of a day that changed
     workspace_id  all of a workspace: right for every model, dear for large ones
     everything    all of it, for small lookups
   `tells` names the columns, `order_id` and any days, by which readers may look for the rows that came out different;
   left empty, they take the whole workspace. A unit must be made from rows of the same unit only, or from models that
   tell when they change. Never add to what stands in `this`.

   No model says which changes concern it: its parents do. Every build starts a list with what arrived in the raw tables
   (note_arrivals). A model takes from the list what its parents put there, makes these units anew, replaces them in one
   transaction and puts those that came out different on the list, for its readers. A build of everything that passes
   clears the list (finish_build), so one that was killed finds at least the same again. A model whose code changed is
   rebuilt whole, and so is what reads it (should_full_refresh).

   Spark can only replace partitions: there every unit is the workspace. No model names a strategy itself. #}
{% macro incremental_by(unit, day=none, tells=[]) -%}
    {%- set changes = {'unit': unit, 'day': day, 'tells': tells} -%}
    {%- if target.type == 'spark' -%}
        {{ config(
            materialized='incremental',
            incremental_strategy='insert_overwrite',
            file_format='parquet',
            partition_by=['workspace_id'],
            on_schema_change='append_new_columns',
            meta={'changes': changes},
            post_hook="{{ note_built() }}"
        ) }}
    {%- else -%}
        {{ config(
            materialized='incremental',
            incremental_strategy='replace_changed',
            on_schema_change='append_new_columns',
            meta={'changes': changes},
            post_hook="{{ note_built() }}"
        ) }}
    {%- endif -%}
{%- endmacro %}

{# Whether a row of `alias` belongs to a unit that changed; always true where the model is rebuilt whole. `column` is what
   `alias` calls the unit, where it has another name there. #}
{% macro is_changed(alias, column=none) -%}
    {%- if execute and model.resource_type == 'model' and is_incremental() -%}
        {{ in_changed_units(alias, column) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# dbt calls this for the strategy `replace_changed`, inside the model's transaction, when the units that changed stand in
   a temporary table. #}
{% macro get_incremental_replace_changed_sql(arguments) -%}
    {%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') -%}
    {%- set before -%}
        select {{ columns }} from {{ arguments.target_relation }} as built where {{ in_changed_units('built') }}
    {%- endset -%}
    {%- set after = 'select ' ~ columns ~ ' from ' ~ arguments.temp_relation -%}
    {{ tell_changes(before, after) }}
    delete from {{ arguments.target_relation }} as built where {{ in_changed_units('built') }};
    insert into {{ arguments.target_relation }} ({{ columns }}) {{ after }};
{%- endmacro %}
