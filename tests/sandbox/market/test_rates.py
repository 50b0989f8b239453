"""Reference rates: on working days, known from 16:00 in Frankfurt, with the bank's five digits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.market.rates import LEVELS, Rates, is_working_day

START = date(2026, 3, 1)
LATE = datetime(2026, 12, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def rates() -> Rates:
    made = Rates(1, START)
    made.extend(date(2026, 6, 30))
    return made


@pytest.mark.parametrize(
    ("holiday", "name"),
    [
        (date(2026, 1, 1), "New Year"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 1), "Labour Day"),
        (date(2025, 12, 25), "Christmas"),
        (date(2025, 12, 26), "second day of Christmas"),
        (date(2027, 3, 26), "Good Friday"),
        (date(2024, 4, 1), "Easter Monday"),
        (date(2026, 6, 27), "Saturday"),
        (date(2026, 6, 28), "Sunday"),
    ],
)
def test_the_bank_rests(holiday: date, name: str) -> None:
    assert not is_working_day(holiday), name


def test_the_bank_works_on_every_other_weekday() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(map(is_working_day, days)) == 261 - 5


def test_rates_stand_on_working_days_only_and_begin_a_month_before_the_market(rates: Rates) -> None:
    days = {day for day, _, _ in rates.published(date(2025, 1, 1), date(2027, 1, 1), LATE)}
    assert all(is_working_day(day) for day in days)
    assert min(days) <= START - timedelta(days=30)
    assert max(days) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 3, 4), 15), (date(2026, 5, 6), 14)], ids=["winter time", "summer time"]
)
def test_a_days_rates_appear_at_sixteen_hours_in_frankfurt(rates: Rates, day: date, hour: int) -> None:
    appears = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert not rates.published(day, day, appears - timedelta(seconds=1))
    assert len(rates.published(day, day, appears)) == len(LEVELS)


def test_every_currency_is_published_once_a_day_in_order(rates: Rates) -> None:
    published = rates.published(START, date(2026, 6, 30), LATE)
    assert [(day, currency) for day, currency, _ in published] == sorted({(day, name) for day, name, _ in published})
    for _, day_rates in groupby(published, key=lambda rate: rate[0]):
        assert {currency for _, currency, _ in day_rates} == set(LEVELS)


def test_currencies_with_three_decimals_and_the_chilean_peso_are_not_published() -> None:
    assert not set(LEVELS) & {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "CLP", "EUR"}
    assert len(LEVELS) >= 28


def test_rates_have_five_digits_and_move_a_little(rates: Rates) -> None:
    last: dict[str, Decimal] = {}
    for _, currency, rate in rates.published(START, date(2026, 6, 30), LATE):
        assert len(rate.as_tuple().digits) == (5 if rate < 10_000 else 6)
        assert rate > 0
        before = last.setdefault(currency, rate)
        assert abs(rate / before - 1) < Decimal("0.02")
        last[currency] = rate


def test_the_last_published_rate_counts(rates: Rates) -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    published = {currency: rate for _, currency, rate in rates.published(friday, friday, LATE)}
    assert rates.per_euro("USD", sunday, LATE) == published["USD"]
    morning = datetime(2026, 3, 6, 8, tzinfo=UTC)
    thursday = {currency: rate for _, currency, rate in rates.published(date(2026, 3, 5), date(2026, 3, 5), LATE)}
    assert rates.per_euro("USD", friday, morning) == thursday["USD"]


@given(st.sampled_from([*LEVELS, "EUR"]), st.sampled_from([*LEVELS, "EUR"]))
def test_a_cross_rate_goes_over_the_euro(original: str, wanted: str) -> None:
    rates = Rates(1, START)
    rates.extend(date(2026, 3, 10))
    day = date(2026, 3, 9)
    cross = rates.cross(original, wanted, day, LATE)
    if original == wanted:
        assert cross == 1
        return
    exact = rates.per_euro(wanted, day, LATE) / rates.per_euro(original, day, LATE)
    assert abs(cross - exact) <= Decimal("0.0000000000005")
    assert cross.as_tuple().exponent == -12


def test_days_that_come_later_leave_earlier_rates_alone(rates: Rates) -> None:
    shorter = Rates(1, START)
    shorter.extend(date(2026, 4, 1))
    until = date(2026, 4, 1)
    assert shorter.published(START, until, LATE) == rates.published(START, until, LATE)
