{# An amount in another currency: exact product, rounded half-even once. `rate` is units wanted per unit given; the same
   currency has the rate 1 and costs no arithmetic. #}
{% macro convert_money(amount, rate) -%}
    {%- set exact_product = '(cast(' ~ amount ~ ' as decimal(18, 6)) * cast(' ~ rate ~ ' as decimal(24, 12)))' -%}
    case
        when {{ rate }} = 1 then cast({{ amount }} as decimal(18, 6))
        else {{ round_half_even(exact_product) }}
    end
{%- endmacro %}
