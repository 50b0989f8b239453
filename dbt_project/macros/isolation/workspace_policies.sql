{# Row policies of a table: a BI login sees the workspace that meta.bi_logins gives it, the dashboards the one they bound
   in their transaction, and builds everything. `current_user` is the caller's also inside a view of somebody else.

   Made once per table, since making them anew would wait for every running query. After each build they are compared
   with those of meta.publication (omnitrackiq/warehouse/isolation.py). #}
{% macro workspace_policies(relation) -%}
    do $$ begin
        if not exists (select from pg_policy where polrelid = '{{ relation }}'::regclass) then
            alter table {{ relation }} enable row level security;
            alter table {{ relation }} force row level security;
            create policy bi_login on {{ relation }} for select to {{ database_role('reader') }}
                using (workspace_id = (select workspace_id from meta.bi_logins where login = current_user));
            create policy dashboards on {{ relation }} for select to {{ database_role('app') }}
                using (workspace_id = (select current_setting('omnitrackiq.workspace_id', true)));
            create policy builds on {{ relation }} to {{ adapter.quote(target.user) }}
                using (current_user = '{{ target.user }}') with check (current_user = '{{ target.user }}');
        end if;
    end $$;
{%- endmacro %}
