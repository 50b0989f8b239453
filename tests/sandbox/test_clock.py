"""The sandbox's clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sandbox.clock import Clock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_stopped_clock_does_not_move() -> None:
    clock = Clock(NOON)
    assert clock.now() == clock.now() == NOON


def test_without_a_moment_it_runs_with_the_real_one() -> None:
    before = datetime.now(UTC)
    shown = Clock().now()
    assert before <= shown <= datetime.now(UTC)


def test_it_can_be_moved_in_both_directions_and_shows_utc() -> None:
    clock = Clock(NOON)
    clock.set(datetime(2026, 3, 4, 1, tzinfo=timezone(timedelta(hours=9))))
    assert clock.now() == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)
    clock.set(NOON)
    assert clock.now() == NOON


def test_whoever_asked_is_told_where_it_is_put_later() -> None:
    told: list[datetime] = []
    clock = Clock(NOON, told.append)
    assert told == []
    clock.set(datetime(2026, 3, 4, 1, tzinfo=timezone(timedelta(hours=9))))
    assert told == [datetime(2026, 3, 3, 16, tzinfo=UTC)]


def test_a_moment_without_a_zone_is_refused() -> None:
    clock = Clock(NOON)
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 3, 4))
    assert clock.now() == NOON
