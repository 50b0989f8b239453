"""Which market a start means: the options given, else those of the market last served from the home."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.remembered import MarketChoice, RememberedError, as_served, chosen, remember, remembered

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTHING: dict[str, Any] = {"seed": None, "workspaces": None, "size": None, "days": None}


def test_a_new_home_gets_the_defaults(tmp_path: Path) -> None:
    assert remembered(tmp_path) is None
    assert chosen(tmp_path, **NOTHING, now=NOW) == MarketChoice(1, 3, "small", date(2025, 9, 2), NOW)


def test_days_count_back_from_now_at_the_first_start_only(tmp_path: Path) -> None:
    first = chosen(tmp_path, **{**NOTHING, "days": 40}, now=NOW)
    assert first.start == date(2026, 1, 20)
    remember(tmp_path, first)
    month_later = datetime(2026, 4, 1, 12, tzinfo=UTC)
    again = chosen(tmp_path, **{**NOTHING, "days": 40}, now=month_later)
    assert (again.start, again.now) == (date(2026, 1, 20), month_later)


def test_options_that_are_not_given_are_remembered(tmp_path: Path) -> None:
    choice = MarketChoice(7, 5, "medium", date(2026, 2, 1), NOW)
    remember(tmp_path, choice)
    assert remembered(tmp_path) == choice
    assert chosen(tmp_path, **NOTHING, now=NOW) == choice


def test_another_seed_is_another_market_with_a_start_of_its_own(tmp_path: Path) -> None:
    remember(tmp_path, MarketChoice(7, 5, "medium", date(2025, 2, 1), NOW))
    other = chosen(tmp_path, **{**NOTHING, "seed": 8, "days": 10}, now=NOW)
    assert other == MarketChoice(8, 5, "medium", date(2026, 2, 19), NOW)


def test_seed_zero_is_a_seed(tmp_path: Path) -> None:
    remember(tmp_path, MarketChoice(7, 5, "medium", date(2025, 2, 1), NOW))
    assert chosen(tmp_path, **{**NOTHING, "seed": 0}, now=NOW).seed == 0


def test_a_running_clock_is_remembered_as_running(tmp_path: Path) -> None:
    remember(tmp_path, MarketChoice(1, 3, "small", date(2026, 2, 1), None))
    found = remembered(tmp_path)
    assert found is not None
    assert found.frozen_at is None
    assert abs((found.now - datetime.now(UTC)).total_seconds()) < 60


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    remember(home, MarketChoice(1, 3, "small", date(2026, 2, 1), NOW))
    assert [path.name for path in home.iterdir()] == ["sandbox.json"]


def test_what_was_served_is_described_at_its_own_now_even_if_that_lies_ahead(tmp_path: Path) -> None:
    ahead = MarketChoice(1, 3, "small", date(2126, 2, 1), datetime(2126, 3, 1, tzinfo=UTC))
    remember(tmp_path, ahead)
    assert as_served(tmp_path, **NOTHING) == ahead
    assert as_served(tmp_path, **{**NOTHING, "seed": 1, "workspaces": 3}) == ahead


def test_an_option_that_differs_describes_another_market(tmp_path: Path) -> None:
    served = chosen(tmp_path, **NOTHING, now=None)
    remember(tmp_path, served)
    assert as_served(tmp_path, **{**NOTHING, "workspaces": 2}).workspaces == 2
    assert as_served(tmp_path, **{**NOTHING, "size": "medium"}).size == "medium"


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", '{"seed": 1, "frozen_at": null}', '{"start": "soon", "frozen_at": 3}']
)
def test_a_damaged_note_says_what_to_do(tmp_path: Path, note: str) -> None:
    (tmp_path / "sandbox.json").write_text(note)
    with pytest.raises(RememberedError, match="remove it to begin a new market"):
        remembered(tmp_path)
