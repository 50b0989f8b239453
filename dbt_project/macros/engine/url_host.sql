{# The host of a URL in lower case, without scheme, sign-in, port and a leading www. #}
{% macro url_host(url) -%}
    {{ regex_part('lower(' ~ url ~ ')', '^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?(?:www[.])?([^/?#:]+)') }}
{%- endmacro %}
