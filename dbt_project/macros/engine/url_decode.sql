{# A percent-encoded text as people read it; a text that is no valid encoding comes back as it is. #}
{% macro url_decode(text) -%}
    {{ return(adapter.dispatch('url_decode', 'omnitrackiq')(text)) }}
{%- endmacro %}

{% macro default__url_decode(text) -%}
    {%- set valid = "^([^%]|%[0-7][0-9a-f]|%(c[2-9a-f]|d[0-9a-f])%[89ab][0-9a-f]"
        ~ "|%e0%[ab][0-9a-f]%[89ab][0-9a-f]|%(e[1-9abcef])(%[89ab][0-9a-f]){2}|%ed%[89][0-9a-f]%[89ab][0-9a-f]"
        ~ "|%f0%[9ab][0-9a-f](%[89ab][0-9a-f]){2}|%f[1-3](%[89ab][0-9a-f]){3}|%f4%8[0-9a-f](%[89ab][0-9a-f]){2})*$" -%}
    case
        when {{ text }} not like '%\%%' then replace({{ text }}, '+', ' ')
        when {{ text }} ~* '{{ valid }}' and {{ text }} not like '%\%00%'
            then (
                select convert_from(string_agg(
                    case
                        when found.part[1] like '\%%' then decode(substr(found.part[1], 2), 'hex')
                        else convert_to(found.part[1], 'UTF8')
                    end, ''::bytea order by found.place
                ), 'UTF8')
                from regexp_matches(replace({{ text }}, '+', ' '), '%[0-9A-Fa-f]{2}|[^%]+', 'g')
                    with ordinality as found (part, place)
            )
        else {{ text }}
    end
{%- endmacro %}

{% macro duckdb__url_decode(text) -%}
    coalesce(try(url_decode(replace({{ text }}, '+', ' '))), {{ text }})
{%- endmacro %}

{% macro spark__url_decode(text) -%}
    coalesce(try_url_decode({{ text }}), {{ text }})
{%- endmacro %}
