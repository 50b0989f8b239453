"""Metrics of the ladder of revenue and of new and returning customers, over the columns of `revenue_daily`."""

from omnitrackiq.reporting.definitions import Metric, total

REVENUE_METRICS = (
    Metric(
        "shipping",
        "Shipping charged",
        "money",
        "neither",
        "Shipping charged less shipping given back, without tax.",
        total("shipping"),
    ),
    Metric(
        "tax",
        "Tax",
        "money",
        "neither",
        "Tax charged less tax given back, of everything.",
        total("tax"),
    ),
    Metric(
        "total_sales",
        "Total sales",
        "money",
        "up",
        "What Shopify calls total sales.",
        total("total_sales"),
        made_of=total("net_revenue", "shipping", "tax"),
    ),
    Metric(
        "new_customer_revenue",
        "New customer revenue",
        "money",
        "up",
        "The part of net revenue booked on first orders.",
        total("new_customer_revenue"),
    ),
    Metric(
        "returning_customer_revenue",
        "Returning customer revenue",
        "money",
        "up",
        "The part of net revenue booked on later orders. With new customer revenue it is all net revenue.",
        total("returning_customer_revenue"),
    ),
)
