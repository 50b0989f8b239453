{# Source and medium as Analytics writes them, in one spelling; null where they say that nothing is known. #}
{% macro known_source(source) -%}
    case when lower(trim({{ source }})) not in ('(direct)', 'direct', '') then lower(trim({{ source }})) end
{%- endmacro %}

{% macro known_medium(source, medium) -%}
    case
        when lower(trim({{ source }})) = '(direct)' and lower(trim({{ medium }})) = '(not set)' then null
        when lower(trim({{ medium }})) not in ('(none)', 'none', '') then lower(trim({{ medium }}))
    end
{%- endmacro %}
