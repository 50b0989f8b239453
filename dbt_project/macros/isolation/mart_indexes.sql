{# The further indexes of a mart, one per column list in its config `meta.postgres_indexes`: what dashboards filter by
   and the key does not start with. #}
{% macro mart_indexes(relation) -%}
    {%- for columns in model.config.meta.get('postgres_indexes', []) %}
    do $$ begin
        if not exists (
            select from pg_index
            where indrelid = '{{ relation }}'::regclass
                and array['{{ columns | join("', '") }}'] = (
                    select array_agg(attname::text order by place)
                    from unnest(indkey::smallint[]) with ordinality as part (number, place)
                    inner join pg_attribute on attrelid = indrelid and attnum = number
                )
        ) then
            create index on {{ relation }} ({{ columns | join(', ') }});
        end if;
    end $$;
    {%- endfor %}
{%- endmacro %}
