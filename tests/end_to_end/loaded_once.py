"""A market that is loaded, built and published once in a run of the tests, by the process that asks first."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from filelock import FileLock

from sandbox.market.interface import Market
from tests.line import Line, lay_line, open_line
from tests.sandbox_server import serve_market
from tests.shared_folder import shared_folder

# First day and moment of a market that goes across the change of clocks in Berlin, New York, London and Sydney.
SPRING = (date(2026, 2, 20), datetime(2026, 4, 12, 9, tzinfo=UTC))
AUTUMN = (date(2025, 9, 20), datetime(2025, 11, 9, 21, tzinfo=UTC))


def loaded_once(
    market: Market, now: datetime, name: str, folders: pytest.TempPathFactory
) -> tuple[dict[str, Any], Line]:
    """The truth ledger of ``market`` and the line that it was loaded into; to be read only, as others read it too."""
    home = shared_folder(folders) / name
    ledger = home / "ledger.json"
    with FileLock(home.with_suffix(".lock")):
        if not ledger.exists():
            home.mkdir()
            with serve_market(market, now) as sandbox:
                line = lay_line(home, sandbox.url)
                assert {outcome.status for outcome in line.sync()} == {"ok"}
                line.build()
                ledger.write_text(json.dumps(sandbox.truth()))
    return json.loads(ledger.read_text()), open_line(home)
