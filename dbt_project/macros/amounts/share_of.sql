{# A share (decimal(18,6), 1 is the whole) of an amount, rounded half-even once. #}
{% macro share_of(amount, share) -%}
    {{ round_half_even('(cast(' ~ amount ~ ' as decimal(18, 6)) * cast(' ~ share ~ ' as decimal(18, 6)))') }}
{%- endmacro %}
