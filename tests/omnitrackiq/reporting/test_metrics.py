"""Metrics over a period are exact sums, and ratios of sums, whatever the days are."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.reporting.definitions import Ratio, Sum
from omnitrackiq.reporting.metrics import METRICS

AMOUNTS = st.decimals(-(10**9), 10**9, places=6)
COUNTS = st.integers(0, 10**9)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "net_revenue": AMOUNTS,
            "gross_revenue": AMOUNTS,
            "discounts": AMOUNTS,
            "refunds": AMOUNTS,
            "ad_spend": st.one_of(st.just(Decimal(0)), AMOUNTS),
            "orders": COUNTS,
            "new_customers": COUNTS,
            "sessions": st.one_of(st.none(), COUNTS),
        }
    ),
    max_size=40,
)


@given(ROWS)
def test_sums_are_exact(rows: list[dict[str, Any]]) -> None:
    expected = sum((Fraction(row["gross_revenue"]) for row in rows), Fraction(0))
    value = METRICS["gross_revenue"].over(rows)
    assert (value is None) == (not rows)
    assert Fraction(value or 0) == expected


@given(ROWS)
def test_a_ratio_is_the_quotient_of_sums_and_none_without_a_denominator(rows: list[dict[str, Any]]) -> None:
    revenue = sum((Fraction(row["net_revenue"]) for row in rows), Fraction(0))
    spend = sum((Fraction(row["ad_spend"]) for row in rows), Fraction(0))
    value = METRICS["roas"].over(rows)
    if spend == 0:
        assert value is None
    else:
        assert value is not None
        exact = revenue / spend
        assert abs(Fraction(value) - exact) <= abs(exact) / 10**30


@given(ROWS)
def test_days_without_sessions_count_on_neither_side_of_the_conversion_rate(rows: list[dict[str, Any]]) -> None:
    known = [row for row in rows if row["sessions"] is not None]
    assert METRICS["conversion_rate"].over(rows) == METRICS["conversion_rate"].over(known)
    assert METRICS["orders"].over(rows) == (sum(row["orders"] for row in rows) if rows else None)


@given(ROWS, st.randoms())
def test_the_order_of_days_does_not_matter(rows: list[dict[str, Any]], random_: Any) -> None:
    shuffled = list(rows)
    random_.shuffle(shuffled)
    for name in ("net_revenue", "roas", "aov", "cac", "conversion_rate"):
        assert METRICS[name].over(rows) == METRICS[name].over(shuffled)


def test_average_order_value_leaves_refunds_out() -> None:
    rows = [
        {"gross_revenue": Decimal(140), "discounts": Decimal(23), "orders": 1},
        {"gross_revenue": Decimal(60), "discounts": Decimal(0), "orders": 2},
    ]
    assert METRICS["aov"].over(rows) == Decimal(59)


def test_cost_per_mille_is_of_a_thousand_impressions_of_all_rows() -> None:
    rows = [{"spend": Decimal("1.50"), "impressions": 300}, {"spend": Decimal(6), "impressions": 1200}]
    assert METRICS["cpm"].over(rows) == Decimal(5)
    assert METRICS["cpm"].over([{"spend": Decimal(1), "impressions": 0}]) is None
    assert METRICS["cpm"].formula == "1,000 × spend ÷ impressions"


def test_formulas_for_people_are_made_from_what_is_computed() -> None:
    assert METRICS["net_revenue"].formula == "gross revenue − discounts − refunds"
    assert METRICS["aov"].formula == "(gross revenue − discounts) ÷ orders"
    assert METRICS["ad_spend"].formula == "sum of ad spend"


def test_every_metric_says_what_it_is() -> None:
    for name, metric in METRICS.items():
        assert name == metric.name
        assert metric.label
        assert metric.formula
        assert metric.description.endswith(".")
        assert metric.help.count("Formula: ") == 1
    labels = [metric.label for metric in METRICS.values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", ["cac", "new_customer_cac", "cpa", "refunds", "overclaim_ratio"])
def test_costs_are_better_when_lower(name: str) -> None:
    assert METRICS[name].better == "down"


def test_a_sum_needs_a_column() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        Sum(())


def test_a_ratio_names_all_columns_it_needs() -> None:
    assert Ratio(Sum(("a",), ("b",)), Sum(("c",))).columns == ("a", "b", "c")
