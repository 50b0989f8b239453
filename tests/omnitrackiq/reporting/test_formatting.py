"""Numbers read as people of the currency expect, rounded once, and changes never divide by zero."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.reporting.definitions import Better
from omnitrackiq.reporting.formatting import Change, change, day, metric_text, money, number, percent, span
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.periods import Period
from omnitrackiq.warehouse.currencies import minor_units


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234.5", "EUR", "€1,234.50"),
        ("-1234.5", "USD", "−$1,234.50"),
        ("1234.5", "JPY", "¥1,234"),
        ("1235.5", "JPY", "¥1,236"),
        ("1234.5675", "KWD", "KWD\u00a01,234.568"),
        ("0.005", "GBP", "£0.00"),
        ("0.015", "GBP", "£0.02"),
        ("-0.001", "EUR", "€0.00"),
        ("12", "CHF", "CHF\u00a012.00"),
    ],
)
def test_money_is_shown_in_its_minor_unit(amount: str, currency: str, text: str) -> None:
    assert money(Decimal(amount), currency) == text


@given(st.decimals(-(10**12), 10**12, places=6), st.sampled_from(["EUR", "JPY", "KWD", "CHF"]))
def test_shown_money_is_within_half_a_minor_unit(amount: Decimal, currency: str) -> None:
    shown = money(amount, currency)
    digits = "".join(character for character in shown if character.isdigit() or character == ".")
    value = Decimal(digits) * (-1 if shown.startswith("−") else 1)
    assert abs(value - amount) <= Decimal(1).scaleb(-minor_units(currency)) / 2


def test_unknown_values_are_a_dash() -> None:
    assert {money(None, "EUR"), number(None), percent(None), metric_text(METRICS["roas"], None, "EUR")} == {"–"}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("net_revenue", "1", "€1.00"),
        ("orders", "12345", "12,345"),
        ("roas", "3.456", "3.46×"),
        ("conversion_rate", "0.02345", "2.34%"),
        ("attributed_orders", "12.345", "12.3"),
        ("attributed_orders", "12.04", "12"),
        ("attributed_orders", "1012.96", "1,013"),
    ],
)
def test_each_unit_has_its_form(name: str, value: str, text: str) -> None:
    assert metric_text(METRICS[name], Decimal(value), "EUR") == text


@pytest.mark.parametrize(
    ("current", "prior", "better", "expected"),
    [
        ("120", "100", "up", Change("20.0%", "up", "good")),
        ("120", "100", "down", Change("20.0%", "up", "bad")),
        ("80", "100", "down", Change("20.0%", "down", "good")),
        ("80", "100", "neither", Change("20.0%", "down", "neutral")),
        ("5", "0", "up", Change("new", "up", "good")),
        ("-5", "0", "up", Change("new", "down", "bad")),
        ("0", "0", "up", Change("0%", "flat", "neutral")),
        ("100.01", "100", "up", Change("0%", "flat", "neutral")),
        ("50", "-100", "up", Change("150.0%", "up", "good")),
        ("-150", "-100", "up", Change("50.0%", "down", "bad")),
    ],
)
def test_changes_say_direction_and_verdict(current: str, prior: str, better: Better, expected: Change) -> None:
    assert change(Decimal(current), Decimal(prior), better) == expected


def test_a_change_from_or_to_the_unknown_is_none() -> None:
    assert change(None, Decimal(1), "up") is None
    assert change(Decimal(1), None, "up") is None


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        ("2026-03-01", "2026-03-31", "1–31 Mar 2026"),
        ("2026-02-27", "2026-03-02", "27 Feb – 2 Mar 2026"),
        ("2025-12-31", "2026-01-01", "31 Dec 2025 – 1 Jan 2026"),
        ("2026-03-01", "2026-03-01", "1 Mar 2026"),
    ],
)
def test_spans_do_not_repeat_what_both_ends_share(since: str, until: str, text: str) -> None:
    assert span(Period(date.fromisoformat(since), date.fromisoformat(until))) == text


def test_days_have_no_leading_zero() -> None:
    assert day(date(2026, 3, 4)) == "4 Mar 2026"
