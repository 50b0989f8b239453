"""Per mart the columns that the market itself can add up, first those of the key, and who does it."""

from collections.abc import Callable

from tests.end_to_end import ad_sums, shop_sums, site_sums
from tests.end_to_end.told import Facts, Told

FACTS: dict[str, tuple[str, Callable[[Told], Facts]]] = {
    "orders": (
        "workspace_id, order_id, order_date, gross_revenue_original, discounts_original, refunds_original, net_revenue "
        "from marts.orders",
        shop_sums.orders,
    ),
    "orders, their channels": (
        "workspace_id, order_id, last_channel from marts.orders",
        shop_sums.last_channels,
    ),
    "order_lines": (
        "workspace_id, order_id, order_line_id, quantity, returned_quantity from marts.order_lines "
        "where order_line_id is not null",
        shop_sums.order_lines,
    ),
    "products": (
        "workspace_id, product_id, orders, quantity from marts.products where quantity <> 0",
        shop_sums.products,
    ),
    "refunds": ("workspace_id, refund_id, refund_date, money_back_original from marts.refunds", shop_sums.refunds),
    "payments": (
        "workspace_id, order_id, transaction_id, payment_date, moved_original from marts.payments",
        shop_sums.payments,
    ),
    "order_discounts": (
        "workspace_id, order_id, sum(amount_original) from marts.order_discounts group by all",
        shop_sums.order_discounts,
    ),
    "revenue_daily": (
        "workspace_id, date_day, total_charged, tax from marts.revenue_daily where total_charged <> 0 or tax <> 0",
        shop_sums.revenue_daily,
    ),
    "order_margins": (
        "workspace_id, order_id, cost_of_goods from marts.order_margins where cost_of_goods is not null",
        shop_sums.costs_of_goods,
    ),
    "customers": (
        "workspace_id, first_order_id, first_order_date, orders, lifetime_revenue from marts.customers",
        shop_sums.customers,
    ),
    "customer_ltv": (
        "workspace_id, first_order_date, count(*), sum(orders), sum(lifetime_revenue) from marts.customer_ltv "
        "group by all",
        shop_sums.customer_ltv,
    ),
    "customer_cohorts": (
        "workspace_id, cohort_month, sum(orders), sum(revenue) from marts.customer_cohorts group by all",
        shop_sums.customer_cohorts,
    ),
    "ad_performance_daily": (
        "workspace_id, platform, campaign_id, ad_set_id, ad_id, date_day, "
        "sum(spend_original), sum(impressions), sum(clicks), sum(link_clicks) "
        "from marts.ad_performance_daily group by all having sum(spend_original) <> 0 or sum(impressions) <> 0",
        ad_sums.ad_performance_daily,
    ),
    "roas_daily": (
        "workspace_id, platform, campaign_id, date_day, spend from marts.roas_daily where spend <> 0",
        ad_sums.roas_daily,
    ),
    "campaign_margins_daily": (
        "workspace_id, platform, campaign_id, date_day, spend from marts.campaign_margins_daily where spend <> 0",
        ad_sums.roas_daily,
    ),
    "ad_accounts": (
        "workspace_id, platform, account_id, account_name, currency, timezone, status from marts.ad_accounts",
        ad_sums.ad_accounts,
    ),
    "campaigns": (
        "workspace_id, platform, campaign_id, campaign_name from marts.campaigns",
        lambda told: ad_sums.names(told, "campaigns"),
    ),
    "ad_sets": (
        "workspace_id, platform, ad_set_id, ad_set_name from marts.ad_sets",
        lambda told: ad_sums.names(told, "ad_sets"),
    ),
    "ads": ("workspace_id, platform, ad_id, ad_name from marts.ads", lambda told: ad_sums.names(told, "ads")),
    "ad_names": (
        "workspace_id, platform, entity_id, name from marts.ad_names where is_current and level = 'ad'",
        lambda told: ad_sums.names(told, "ads"),
    ),
    "landing_pages_daily": (
        "workspace_id, date_day, sum(sessions) from marts.landing_pages_daily group by all",
        site_sums.sessions,
    ),
    "site_events_daily": (
        "workspace_id, date_day, sum(events) from marts.site_events_daily where event_name = 'session_start' "
        "group by all",
        site_sums.sessions,
    ),
    "site_items_daily": (
        "workspace_id, item_id, sum(purchased) from marts.site_items_daily group by all",
        site_sums.items_bought,
    ),
    "channel_daily": (
        "workspace_id, date_day, channel, spend from marts.channel_daily where spend <> 0",
        ad_sums.channel_spend,
    ),
    "creatives": (
        "workspace_id, creative_id, ads from marts.creatives where platform = 'facebook_ads'",
        ad_sums.creatives,
    ),
    "sessions": (
        "workspace_id, date_day, count(*) from marts.sessions "
        "where date_day > (select min(date_day) from marts.sessions) "
        "and date_day < (select max(date_day) - 2 from marts.sessions) group by all",
        site_sums.sessions,
    ),
}

# Some rows are known to one side only: links without tags, costs that changed, properties without an export. The newest
# days of an export are still being written, and on its oldest day stand the ends of visits that began the day before.
PARTLY = {"orders, their channels", "order_margins", "sessions"}

# Marts below the ads whose spend adds up to the account's.
DETAILS = (
    "ad_countries_daily",
    "ad_devices_daily",
    "ad_hours",
    "ad_placements_daily",
    "ad_age_gender_daily",
    "keywords_daily",
    "search_terms_daily",
    "shopping_products_daily",
    "asset_groups_daily",
    "creatives_daily",
)

# By the other tests of test_truth.py, by test_restatement.py, and where freshness is shown.
PROVED_ELSEWHERE = {
    "overview_daily",
    "reconciliation_daily",
    *DETAILS,
    "restatements",
    "data_freshness",
    "workspaces",
}
