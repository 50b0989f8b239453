{# Which platform's click id a URL carries: gclid (with its app twins), fbclid, ttclid, or null. #}
{% macro click_id_kind(url) -%}
    case
        when {{ url }} like '%gclid=%' or {{ url }} like '%gbraid=%' or {{ url }} like '%wbraid=%' then 'gclid'
        when {{ url }} like '%ttclid=%' then 'ttclid'
        when {{ url }} like '%fbclid=%' then 'fbclid'
    end
{%- endmacro %}
