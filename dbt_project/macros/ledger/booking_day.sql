{# The day of an entry of the sales ledger in the workspace's zone. The order's own agreement counts on the order's day, whatever
   moment it carries. #}
{% macro booking_day(sales, orders) -%}
    case
        when {{ sales }}.reason = 'ORDER' then {{ orders }}.order_date
        else {{ local_date(sales ~ '.happened_at', orders ~ '.workspace_timezone') }}
    end
{%- endmacro %}
