"""Metrics of what is left of revenue, over the columns of `campaign_margins_daily`.

A margin is null where a cost is unknown; such days count on no side, and the coverage says how much revenue is behind.
"""

from omnitrackiq.reporting.definitions import Metric, Sum, quotient, total

MARGIN_METRICS = (
    Metric(
        "contribution_margin_1",
        "CM1",
        "money",
        "up",
        "Contribution margin 1: what is left after the goods, at their unit cost on the day of the order.",
        total("contribution_margin_1"),
        made_of=Sum(("net_revenue",), ("cost_of_goods",)),
    ),
    Metric(
        "contribution_margin_2",
        "CM2",
        "money",
        "up",
        "Contribution margin 2: what is left before advertising, after sending the goods and being paid.",
        total("contribution_margin_2"),
        made_of=Sum(("contribution_margin_1", "shipping_income"), ("shipping_cost", "payment_cost")),
    ),
    Metric(
        "contribution_margin_3",
        "CM3",
        "money",
        "up",
        "Contribution margin 3: what is left after advertising.",
        total("contribution_margin_3"),
        made_of=Sum(("contribution_margin_2",), ("spend",)),
    ),
    Metric(
        "contribution_margin_4",
        "CM4",
        "money",
        "up",
        "Contribution margin 4: what is left after the further costs of orders and days that were uploaded.",
        total("contribution_margin_4"),
        made_of=Sum(("contribution_margin_3",), ("other_costs",)),
    ),
    Metric(
        "poas",
        "POAS",
        "multiple",
        "up",
        "Profit on ad spend: what orders leave before advertising, per unit of ad spend. 1 breaks even.",
        quotient("contribution_margin_2", "spend"),
    ),
    Metric(
        "goods_coverage",
        "Goods costs known",
        "share",
        "up",
        "The share of gross revenue whose goods have a unit cost.",
        quotient("goods_covered_revenue", "gross_revenue"),
    ),
    Metric(
        "cost_coverage",
        "All costs known",
        "share",
        "up",
        "The share of gross revenue of which goods, shipping, payments and other costs are all known.",
        quotient("covered_revenue", "gross_revenue"),
    ),
)
