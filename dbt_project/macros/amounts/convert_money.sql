{# An amount in another currency: exact product, rounded half-even once. `rate` is units wanted per unit given. #}
{% macro convert_money(amount, rate) -%}
    {{ round_half_even('(cast(' ~ amount ~ ' as decimal(18, 6)) * cast(' ~ rate ~ ' as decimal(24, 12)))') }}
{%- endmacro %}
