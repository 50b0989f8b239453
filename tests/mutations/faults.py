"""The faults that people make in SQL, each planted in one place of the project."""

from tests.mutations.mutants import Fault

_ADS = "models/intermediate/ads/"
_ORDERS = "models/intermediate/orders/"
_CUSTOMERS = "models/intermediate/customers/"
_PATHS = "models/intermediate/paths/"
_MARTS = "models/marts/"
_CREDIT = """\
        last_channel as channel,
        count(*) as attributed_orders,
        sum(net_revenue) as attributed_revenue
    from {{ ref('orders') }} as orders
    where {{ is_changed('orders', 'order_date') }}
    group by workspace_id, order_date, last_channel
"""

FAULTS = [
    # joins
    Fault(
        "dropped join key: orders of a day",
        f"{_ORDERS}int_orders__days.sql",
        "        and days.order_id = orders.order_id\n",
        "",
    ),
    Fault(
        "dropped join key: residuals",
        f"{_ADS}int_ads__residuals.sql",
        "            and campaigns.date_day = ads.date_day\n",
        "",
    ),
    Fault(
        "fan-out join: campaigns of a platform",
        f"{_MARTS}ads/ad_performance_daily.sql",
        "        and ads.campaign_id = campaigns.campaign_id\n",
        "",
    ),
    Fault(
        "missing workspace_id: sales of a day",
        f"{_ORDERS}int_orders__days.sql",
        "        days.workspace_id = orders.workspace_id\n        and days.order_id",
        "        days.order_id",
    ),
    Fault(
        "missing workspace_id: paths of an order",
        f"{_MARTS}orders/orders.sql",
        "        orders.workspace_id = paths.workspace_id\n        and orders.order_id",
        "        orders.order_id",
    ),
    Fault(
        "missing workspace_id: rates of an order",
        f"{_ORDERS}int_orders__dated.sql",
        "        placed.workspace_id = rates.workspace_id\n        and placed.currency",
        "        placed.currency",
    ),
    Fault(
        "missing workspace_id: spend of a day",
        f"{_MARTS}overview/overview_daily.sql",
        "left join ads on days.workspace_id = ads.workspace_id and ",
        "left join ads on ",
    ),
    Fault(
        "missing workspace_id: credit of a channel",
        f"{_MARTS}channels/channel_daily.sql",
        "            keys.workspace_id = credited.workspace_id\n            and keys.date_day",
        "            keys.date_day",
    ),
    Fault(
        "inner instead of left join: days without ads",
        f"{_MARTS}overview/overview_daily.sql",
        "left join ads on",
        "inner join ads on",
    ),
    Fault(
        "inner instead of left join: orders without visits",
        f"{_PATHS}int_orders__paths.sql",
        "left join ends",
        "inner join ends",
    ),
    Fault(
        "inner instead of left join: campaigns without ads",
        f"{_ADS}int_ads__residuals.sql",
        "left join ads",
        "inner join ads",
    ),
    Fault(
        "inner instead of left join: refunds without goods",
        f"{_MARTS}orders/refunds.sql",
        "left join lines",
        "inner join lines",
    ),
    # rows lost or doubled
    Fault(
        "lost filter on test orders",
        f"{_ORDERS}int_orders__dated.sql",
        "    where orders.is_test is not true\n",
        "",
    ),
    Fault(
        "cancelled orders left out",
        f"{_ORDERS}int_orders__placed.sql",
        "    and orders.exchange_rate is not null",
        "    and orders.exchange_rate is not null\n    and orders.cancelled_at is null",
    ),
    Fault(
        "dropped residual",
        f"{_ADS}int_ads__days.sql",
        "    where {{ is_changed('residuals') }}",
        "    where false",
    ),
    Fault(
        "a platform left out",
        f"{_ADS}int_ads__reported.sql",
        "    from {{ ref('stg_' ~ platform ~ '__ad_daily') }}",
        "    from {{ ref('stg_' ~ platform ~ '__ad_daily') }}\n    where platform <> 'tiktok_ads'",
    ),
    Fault(
        "fan-out join: present costs beside their history",
        f"{_ORDERS}int_variants__costs.sql",
        "            history.workspace_id = products.workspace_id\n            and history.variant_id",
        "            history.workspace_id <> products.workspace_id\n            and history.variant_id",
    ),
    Fault(
        "lost distinct: buyers of orders with a rate",
        f"{_CUSTOMERS}int_customers__acquired.sql",
        "    select distinct\n",
        "    select\n",
    ),
    Fault(
        "equal rows taken for one",
        "models/intermediate/reconciliation/int_claims__bookings.sql",
        "{{ 'union all' if not loop.last }}",
        "{{ 'union distinct' if not loop.last }}",
    ),
    Fault(
        "last day of the calendar lost",
        "models/intermediate/calendar/int_days.sql",
        "{{ each_day('first_day', 'last_day') }}",
        "{{ each_day('first_day', add_days('last_day', -1)) }}",
    ),
    # amounts
    Fault(
        "flipped sign: refunds",
        f"{_ORDERS}int_orders__sales.sql",
        "then -net_original end",
        "then net_original end",
    ),
    Fault(
        "flipped sign: returned units",
        f"{_ORDERS}int_order_lines__amounts.sql",
        "then -quantity else 0",
        "then quantity else 0",
    ),
    Fault(
        "flipped sign: tax in total sales",
        f"{_MARTS}orders/revenue_daily.sql",
        "+ sales.shipping + sales.tax') }} as total_sales",
        "+ sales.shipping - sales.tax') }} as total_sales",
    ),
    Fault(
        "float cast of money: net revenue",
        f"{_MARTS}overview/overview_daily.sql",
        "{{ money('gross_revenue - discounts - refunds') }} as net_revenue",
        "cast(gross_revenue - discounts - refunds as double) as net_revenue",
    ),
    Fault(
        "float cast of money: conversion",
        "macros/amounts/convert_money.sql",
        "'(cast(' ~ amount ~ ' as decimal(18, 6)) * cast(' ~ rate ~ ' as decimal(24, 12)))'",
        "'(cast(' ~ amount ~ ' as real) * cast(' ~ rate ~ ' as real))'",
    ),
    Fault(
        "gross for net: credit of a channel",
        f"{_MARTS}channels/channel_daily.sql",
        "sum(net_revenue) as attributed_revenue",
        "sum(gross_revenue) as attributed_revenue",
    ),
    Fault(
        "gross for net: lifetime revenue",
        f"{_MARTS}customers/customers.sql",
        "sum(net_revenue)') }} as lifetime_revenue",
        "sum(gross_revenue)') }} as lifetime_revenue",
    ),
    Fault(
        "gross for net: tax left in",
        "models/staging/shopify/stg_shopify__sales.sql",
        "{{ net_of_tax('total', 'tax') }} as net",
        "total as net",
    ),
    Fault(
        "discounts taken off twice",
        f"{_ORDERS}int_orders__sales.sql",
        "net_original + coalesce(discount_original, 0)",
        "net_original",
    ),
    Fault(
        "double counted refund",
        "models/staging/shopify/stg_shopify__sales.sql",
        "        and adjusted_in_ledger.order_id is null\n",
        "",
    ),
    Fault(
        "shipping given back taken for a refund of goods",
        "macros/ledger/is_goods_refunded.sql",
        "{{ sales }}.line_type = 'PRODUCT' and {{ sales }}.action_type = 'RETURN'",
        "{{ sales }}.action_type = 'RETURN'",
    ),
    Fault(
        "running total on increments",
        f"{_ORDERS}int_orders__days.sql",
        "{{ money('sum(refunds_original)') }}",
        "{{ money('sum(sum(refunds_original)) over (partition by workspace_id, order_id order by date_day)') }}",
    ),
    Fault(
        "units sold for units kept",
        f"{_ORDERS}int_order_lines__amounts.sql",
        "convert_money('kept_quantity * unit_cost_original'",
        "convert_money('sold_quantity * unit_cost_original'",
    ),
    Fault(
        "largest instead of sum: claims of a campaign",
        f"{_MARTS}ads/roas_daily.sql",
        "sum(platform_revenue)') }} as platform_revenue\n    from {{",
        "max(platform_revenue)') }} as platform_revenue\n    from {{",
    ),
    Fault(
        "a quotient upside down",
        "macros/ratios/cpa.sql",
        "safe_divide(spend, attributed_orders)",
        "safe_divide(attributed_orders, spend)",
    ),
    # days, zones, rates
    Fault(
        "wrong time zone: day of an order",
        f"{_ORDERS}int_orders__dated.sql",
        "'coalesce(orders.processed_at, orders.created_at)', 'workspaces.timezone'",
        "'coalesce(orders.processed_at, orders.created_at)', \"'UTC'\"",
    ),
    Fault(
        "wrong time zone: day of a refund",
        "macros/ledger/booking_day.sql",
        "orders ~ '.workspace_timezone'",
        "\"'UTC'\"",
    ),
    Fault(
        "swapped coalesce: moment of an order",
        f"{_ORDERS}int_orders__dated.sql",
        "'coalesce(orders.processed_at, orders.created_at)', 'workspaces.timezone'",
        "'coalesce(orders.created_at, orders.processed_at)', 'workspaces.timezone'",
    ),
    Fault(
        "swapped coalesce: campaign of a visit",
        f"{_PATHS}int_orders__touches.sql",
        "            ads.campaign_id,\n            ad_sets.campaign_id,\n            by_id.campaign_id,\n",
        "            by_id.campaign_id,\n            ad_sets.campaign_id,\n            ads.campaign_id,\n",
    ),
    Fault(
        "off-by-one window: days of a rate",
        "models/intermediate/money/int_exchange_rates__daily.sql",
        "add_days('next_rate_date', -1)",
        "add_days('next_rate_date', 0)",
    ),
    Fault(
        "off-by-one window: first 30 days of a customer",
        f"{_MARTS}customers/customer_ltv.sql",
        "order_date <= ' ~",
        "order_date < ' ~",
    ),
    Fault(
        "off-by-one window: months of a cohort",
        f"{_CUSTOMERS}int_cohorts__months.sql",
        "cohorts.cohort_month <= calendar.month_start",
        "cohorts.cohort_month < calendar.month_start",
    ),
    Fault(
        "wrong rate day: orders",
        f"{_ORDERS}int_orders__dated.sql",
        "placed.order_date = rates.date_day",
        "{{ add_days('placed.order_date', -1) }} = rates.date_day",
    ),
    Fault(
        "wrong rate day: spend",
        f"{_ADS}int_ads__days.sql",
        "ads.date_day = rates.date_day",
        "{{ add_days('ads.date_day', -1) }} = rates.date_day",
    ),
    Fault(
        "a missing rate taken as one",
        f"{_ORDERS}int_orders__dated.sql",
        "else rates.rate end as decimal",
        "else coalesce(rates.rate, 1) end as decimal",
    ),
    # order of things
    Fault(
        "newest order taken for the first",
        f"{_CUSTOMERS}int_customers__first_orders.sql",
        "order by ordered_at, length(order_id), order_id",
        "order by ordered_at desc, length(order_id), order_id",
    ),
    Fault(
        "first visit taken for the last",
        f"{_PATHS}int_orders__paths.sql",
        "order by position desc",
        "order by position",
    ),
    Fault(
        "credit given by the first visit",
        f"{_MARTS}channels/channel_daily.sql",
        _CREDIT,
        _CREDIT.replace("last_channel", "first_channel"),
    ),
    Fault(
        "evidence counted twice",
        "models/intermediate/reconciliation/int_claims__bookings.sql",
        "case when is_credited then 0 else order_value end",
        "order_value",
    ),
]
