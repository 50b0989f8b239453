"""Rates between two currencies over the euro."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.exchange_rates.cross_rates import cross_rates

PER_EURO = {"EUR": Decimal(1), "USD": Decimal("1.08"), "GBP": Decimal("0.85"), "JPY": Decimal("161.5")}


@pytest.mark.parametrize(
    ("base", "currency", "rate"),
    [
        ("EUR", "USD", "0.925925925926"),
        ("USD", "EUR", "1.080000000000"),
        ("USD", "JPY", "0.006687306502"),
        ("JPY", "GBP", "190.000000000000"),
    ],
)
def test_units_of_the_base_per_unit_of_the_original(base: str, currency: str, rate: str) -> None:
    assert cross_rates(base, PER_EURO)[currency] == Decimal(rate)


def test_ties_go_to_the_even_digit() -> None:
    tie = {"EUR": Decimal(1), "AAA": Decimal("0.000000000005"), "BBB": Decimal(2)}
    assert cross_rates("AAA", tie)["BBB"] == Decimal("0.000000000002")
    assert cross_rates("AAA", tie | {"AAA": Decimal("0.000000000007")})["BBB"] == Decimal("0.000000000004")


def test_the_own_currency_is_left_out() -> None:
    assert set(cross_rates("USD", PER_EURO)) == {"EUR", "GBP", "JPY"}


def test_a_base_that_is_not_published_has_no_rates() -> None:
    assert cross_rates("XXX", PER_EURO) == {}


@given(
    st.decimals("0.0001", "30000", places=4),
    st.decimals("0.0001", "30000", places=4),
)
def test_a_rate_is_the_quotient_to_half_a_unit_of_its_last_digit(own: Decimal, other: Decimal) -> None:
    rate = cross_rates("AAA", {"EUR": Decimal(1), "AAA": own, "BBB": other})["BBB"]
    assert abs(rate * other - own) <= other * Decimal("0.0000000000005")
