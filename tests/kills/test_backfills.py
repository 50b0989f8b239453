"""R1: SIGKILL in the middle of a year of history; the same command reads only what is missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.market.generated import generate_market
from tests.kills.installations import Home, Homes, Victims
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)
FIRST = date(2025, 3, 1)
# Rows to a round, so that a year takes about ten.
ROUND_ROWS = {"facebook_ads": 2000, "google_ads": 4000, "tiktok_ads": 1500, "ga4": 4000}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=5, start=FIRST, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    running = Victims()
    yield running
    running.close()


def loads(home: Home, source: str) -> dict[tuple[Any, ...], str]:
    """By stream, account and day the load that brought it last."""
    query = f"select stream, account_id, date_day, _dlt_load_id from raw_{source}.load_windows"
    return {(stream, account, day): load for stream, account, day, load in home.rows(query)}


@pytest.mark.parametrize("source", ROUND_ROWS)
def test_a_killed_year_goes_on_behind_what_is_committed(
    sandbox: SandboxServer, victims: Victims, source: str, tmp_path: Path
) -> None:
    homes = Homes(tmp_path, sandbox, None)
    command = ["sync", "--strict", "--source", source, "--since", FIRST.isoformat(), "--until", "2026-02-28"]
    whole, home = homes.new(), homes.new()

    sandbox.context.faults.clear()
    undisturbed = victims.run(whole, command, round_rows=ROUND_ROWS[source])
    assert undisturbed.exit == 0, undisturbed.said
    requests = sandbox.context.faults.requests.total()
    # A package is a round: two runs end in the middle, and something is left for the third.
    assert undisturbed.steps["package done"] > 3

    sandbox.context.faults.clear()
    committed: dict[tuple[Any, ...], str] = {}
    for package in (2, 1):
        died = victims.run(home, command, round_rows=ROUND_ROWS[source], fatal=["package done", "after", package])
        assert died.exit == -9, died.said
        now_held = loads(home, source)
        assert committed.items() <= now_held.items()
        assert len(now_held) > len(committed)
        committed = now_held
    again = victims.run(home, command, round_rows=ROUND_ROWS[source])
    assert again.exit == 0, again.said

    assert committed.items() <= loads(home, source).items(), "a finished day was read again"
    assert loads(home, source).keys() == loads(whole, source).keys()
    # Each start signs in and lists the objects once more, and begins with short spans.
    assert sandbox.context.faults.requests.total() <= 1.2 * requests + 40
