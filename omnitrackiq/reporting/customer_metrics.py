"""Metrics of cohorts of customers, over the columns of `customer_cohorts`."""

from omnitrackiq.reporting.definitions import Metric, quotient

CUSTOMER_METRICS = (
    Metric(
        "cumulative_ltv",
        "LTV to date",
        "money",
        "up",
        "Lifetime value: what a customer of the cohort has brought so far, net of discounts and refunds.",
        quotient("cumulative_revenue", "customers"),
    ),
    Metric(
        "ltv_to_cac",
        "LTV to CAC",
        "multiple",
        "up",
        "What the cohort has brought so far over what the ads of its channel cost in its month.",
        quotient("cumulative_revenue", "acquisition_spend"),
    ),
)
