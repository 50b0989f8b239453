{# An exact decimal as decimal(18,6), rounded once, ties to even. `amount` must be a decimal, never a double.

   A cast rounds ties away from zero on every engine; a tie that became odd is taken back by one unit. #}
{% macro round_half_even(amount) -%}
    {%- set rounded = 'cast(' ~ amount ~ ' as decimal(18, 6))' -%}
    cast(
        {{ rounded }} - case
            when abs({{ amount }} - {{ rounded }}) = 0.0000005 and mod({{ rounded }}, 0.000002) <> 0
                then sign({{ amount }}) * 0.000001
            else 0
        end as decimal(18, 6)
    )
{%- endmacro %}
