"""The portfolio: each line by the days that its own workspace has and is at."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import serving
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.dashboards.conftest import TODAY, Change
from tests.dashboards.entrance.conftest import Door, door
from tests.dashboards.visiting import VIEWS, visiting
from tests.omnitrackiq.accounts.people import OPERATOR, workspace

__all__ = ["door"]

NOW = datetime.now(UTC)
OpenPortfolio = Callable[..., AppTest]


@pytest.fixture
def open_portfolio(door: Door, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> OpenPortfolio:
    """Publishes what changed and opens the portfolio of a member of demo-1, demo-2 and an empty workspace."""
    ann = workspace(door.database, ann="member")["ann"]
    for workspace_id in ("demo-1", "demo-2"):
        workspace(door.database, workspace_id)
        with door.database.writing() as session:
            add_member(session, workspace_id, ann.user_id, "member", actor=OPERATOR, now=NOW)
    visiting(door, monkeypatch)(ann)
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")

    def run(period: str, today: date | None = TODAY) -> AppTest:
        publish(warehouse, None, "b1", NOW)
        serving.hand_over(serving.Serving(warehouse, None, ("localhost",), today))
        app = AppTest.from_file(str(VIEWS / "portfolio.py"), default_timeout=60)
        app.session_state["period"] = period
        return app.run()

    return run


def lines(app: AppTest) -> dict[str, str]:
    """The HTML of each line by its workspace."""
    assert not app.exception
    (table,) = (element.proto.body for element in app.get("html"))
    return dict(re.findall(r"<tr data-workspace='([^']+)'>(.*?)</tr>", table))


def orders(line: str) -> int:
    found = re.search(r"data-metric='orders'>([\d,]+)", line)
    assert found
    return int(found[1].replace(",", ""))


def test_only_what_has_all_its_days_is_compared(open_portfolio: OpenPortfolio, change: Change) -> None:
    first = TODAY - timedelta(days=9)
    change(f"delete from marts.overview_daily where workspace_id = 'demo-1' and date_day < date '{first}'")
    found = lines(open_portfolio("7d"))
    assert {name for name, line in found.items() if "class='change'" in line} == {"demo-2"}
    assert orders(found["demo-1"]) > 0
    assert "No data yet" in found["brand"]


def test_the_same_days_are_said_once(open_portfolio: OpenPortfolio) -> None:
    app = open_portfolio("7d")
    assert app.caption[0].value.replace("\\", "") == "8–14 Mar 2026. Every workspace is shown in its own currency."


def test_each_line_is_by_the_day_of_its_workspace(open_portfolio: OpenPortfolio, change: Change) -> None:
    """26 hours lie between these zones, so their days are never the same."""
    change(f"update marts.overview_daily set orders = date_day - date '2026-01-01', date_day = date_day + {_age()}")
    for workspace_id, zone in (("demo-1", "Pacific/Kiritimati"), ("demo-2", "Etc/GMT+12")):
        change(
            f"update staging.stg_workspaces__workspaces set timezone = '{zone}' where workspace_id = '{workspace_id}'"
        )
    app = open_portfolio("yesterday", today=None)
    found = lines(app)
    assert orders(found["demo-1"]) - orders(found["demo-2"]) in (1, 2)
    assert " or " in app.caption[0].value


def _age() -> int:
    """How many days the invented marts have to be moved so that they end after any zone's today."""
    return (NOW.date() - TODAY).days + 2
