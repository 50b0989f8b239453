{# The PostgreSQL role of all BI logins (reader) or of the dashboards (app); roles belong to the server, so the name of
   the database is part of theirs. The same rule stands in omnitrackiq/warehouse/postgres_roles.py, which makes them. #}
{% macro database_role(kind) -%}
    {{ adapter.quote(target.dbname[:50] ~ '_' ~ kind) }}
{%- endmacro %}
