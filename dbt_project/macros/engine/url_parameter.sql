{# The decoded value of a query parameter of a URL; null when it is absent or empty. #}
{% macro url_parameter(url, parameter) -%}
    {{ url_decode(regex_part(url, '[?&]' ~ parameter ~ '=([^&#]*)')) }}
{%- endmacro %}
