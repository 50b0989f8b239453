{# The name of a site without subdomains and ending: google for www.google.co.uk; null for a text without a dot. #}
{% macro site_name(host) -%}
    {{ regex_part(host, '([^.]+)(?:[.](?:co|com|org|net|gov|ac))?[.][a-z]{2,}$') }}
{%- endmacro %}
