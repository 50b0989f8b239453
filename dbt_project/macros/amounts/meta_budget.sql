{# A Meta budget (minor units) in account currency; null when there is none. Meta counts some currencies in whole units. #}
{% macro meta_budget(amount, currency) -%}
    cast(
        cast(nullif({{ amount }}, 0) as decimal(18, 6))
        * case
            when {{ currency }} in (
                'CLP', 'COP', 'CRC', 'HUF', 'IDR', 'ISK', 'JPY', 'KRW', 'PYG', 'TWD', 'VND'
            ) then 1.00
            else 0.01
        end
        as decimal(18, 6)
    )
{%- endmacro %}
