"""Presets and comparisons cover the days their names promise."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.reporting.periods import (
    COMPARISONS,
    PRESETS,
    ComparisonName,
    Period,
    PresetName,
    compared_period,
    preset_period,
)

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
PERIODS = st.builds(lambda since, extra: Period(since, since + timedelta(days=extra)), DAYS, st.integers(0, 800))


@pytest.mark.parametrize(
    ("preset", "since", "until"),
    [
        ("today", "2026-05-14", "2026-05-14"),
        ("yesterday", "2026-05-13", "2026-05-13"),
        ("7d", "2026-05-07", "2026-05-13"),
        ("14d", "2026-04-30", "2026-05-13"),
        ("30d", "2026-04-14", "2026-05-13"),
        ("90d", "2026-02-13", "2026-05-13"),
        ("mtd", "2026-05-01", "2026-05-13"),
        ("qtd", "2026-04-01", "2026-05-13"),
        ("ytd", "2026-01-01", "2026-05-13"),
    ],
)
def test_presets_end_yesterday_except_today(preset: PresetName, since: str, until: str) -> None:
    expected = Period(date.fromisoformat(since), date.fromisoformat(until))
    assert preset_period(preset, date(2026, 5, 14)) == expected


@pytest.mark.parametrize("preset", ["mtd", "qtd", "ytd"])
def test_to_date_on_the_first_day_is_that_day(preset: PresetName) -> None:
    assert preset_period(preset, date(2026, 1, 1)) == Period(date(2026, 1, 1), date(2026, 1, 1))


@given(DAYS, st.sampled_from([name for name in PRESETS if name != "custom"]))
def test_every_preset_holds_on_every_day(today: date, preset: PresetName) -> None:
    period = preset_period(preset, today)
    assert period.until <= today
    rolling = {"7d": 7, "14d": 14, "30d": 30, "90d": 90}
    assert len(period) == rolling.get(preset, len(period))
    if preset in ("mtd", "qtd", "ytd"):
        assert period.since.day == 1
        assert period.since.year == today.year


@given(PERIODS)
def test_the_previous_period_ends_the_day_before_and_is_as_long(period: Period) -> None:
    previous = compared_period(period, "previous")
    assert previous is not None
    assert previous.until == period.since - timedelta(days=1)
    assert len(previous) == len(period)


@pytest.mark.parametrize(
    ("preset", "today", "since", "until"),
    [
        ("mtd", "2026-11-30", "2026-10-01", "2026-10-29"),
        ("mtd", "2026-01-15", "2025-12-01", "2025-12-14"),
        ("mtd", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("mtd", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("mtd", "2026-11-01", "2026-10-01", "2026-10-01"),
        ("qtd", "2026-11-30", "2026-07-01", "2026-08-29"),
        ("qtd", "2026-06-01", "2026-01-01", "2026-02-28"),
        ("ytd", "2026-11-30", "2025-01-01", "2025-11-29"),
        ("ytd", "2024-03-01", "2023-01-01", "2023-02-28"),
    ],
)
def test_to_date_is_compared_with_the_same_days_before(preset: PresetName, today: str, since: str, until: str) -> None:
    period = preset_period(preset, date.fromisoformat(today))
    expected = Period(date.fromisoformat(since), date.fromisoformat(until))
    assert compared_period(period, "previous", preset) == expected


@given(DAYS, st.sampled_from(["mtd", "qtd", "ytd"]))
def test_what_to_date_is_compared_with_ends_before_it_begins(today: date, preset: PresetName) -> None:
    period = preset_period(preset, today)
    previous = compared_period(period, "previous", preset)
    assert previous is not None
    assert previous.since.day == 1
    assert previous.until < period.since


@given(PERIODS)
def test_the_aligned_period_meets_weekdays_without_overlap_and_as_late_as_possible(period: Period) -> None:
    aligned = compared_period(period, "weekday")
    assert aligned is not None
    assert [day.weekday() for day in aligned] == [day.weekday() for day in period]
    assert aligned.until < period.since
    assert aligned.shifted(7).until >= period.since


@given(PERIODS)
def test_the_year_before_has_the_same_dates(period: Period) -> None:
    before = compared_period(period, "year")
    assert before is not None
    for now, then in ((period.since, before.since), (period.until, before.until)):
        assert then.year == now.year - 1
        assert then.month == now.month
        assert then.day == now.day or (now.month, now.day, then.day) == (2, 29, 28)


@given(PERIODS)
def test_a_period_lists_its_days_once_each(period: Period) -> None:
    days = list(period)
    assert len(days) == len(period) == len(set(days))
    assert days[0] == period.since
    assert days[-1] == period.until
    assert all(day in period for day in days)
    assert period.since - timedelta(days=1) not in period


def test_no_comparison_is_none() -> None:
    assert compared_period(Period(date(2026, 1, 1), date(2026, 1, 2)), "none") is None


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_custom_has_no_range_of_its_own() -> None:
    with pytest.raises(ValueError, match="custom"):
        preset_period("custom", date(2026, 1, 1))


def test_every_name_has_a_label() -> None:
    assert set(PRESETS) == set(get_args(PresetName))
    assert set(COMPARISONS) == set(get_args(ComparisonName))
