"""Syncing on day 40, 41 and 70 leaves what a single sync on day 70 leaves, row for row."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.market.generated import generate_market
from tests.line import Line, lay_line
from tests.sandbox_server import serve_market

pytestmark = pytest.mark.slow

START = date(2026, 1, 20)

# On a market's 50th day costs of products change. Shopify tells today's cost only, so a first sync after that cannot
# know the old one; here all changes lie before day 40.
MARKET_START = START - timedelta(days=15)

# Say when and how often days were read, which differs by intent.
ABOUT_SYNCING = {"data_freshness", "restatements"}

# Hours are read of the last 14 days only, so older ones depend on when they were read.
BY_HOUR = "ad_hours"


def on_day(number: int) -> datetime:
    return datetime(START.year, START.month, START.day, 10, tzinfo=UTC) + timedelta(days=number)


def line_after(home: Path, *days: int) -> Line:
    market = generate_market(seed=5, start=MARKET_START, workspaces=2, size="small", now=on_day(days[0]))
    with serve_market(market, on_day(days[0])) as sandbox:
        line = lay_line(home, sandbox.url)
        for day in days:
            sandbox.set_now(on_day(day))
            # Of an export a sync that is not asked for more adds one month.
            since = MARKET_START - timedelta(days=1) if len(days) == 1 else None
            assert {outcome.status for outcome in line.sync(since=since)} == {"ok"}
            line.build()
    return line


def test_marts_do_not_depend_on_when_they_were_synced(tmp_path: Path) -> None:
    step_by_step = line_after(tmp_path / "steps", 40, 41, 70)
    at_once = line_after(tmp_path / "once", 70)
    marts = set(at_once.tables("marts")) - ABOUT_SYNCING
    assert {"overview_daily", "ad_performance_daily", "orders", "customers"} <= marts
    whole = sorted(marts - {BY_HOUR})
    assert [mart for mart in whole if step_by_step.mart(mart) != at_once.mart(mart)] == []
    newest_hours = f"select * from marts.{BY_HOUR} where date_day >= '{on_day(60):%Y-%m-%d}' order by all"
    assert step_by_step.rows(newest_hours) == at_once.rows(newest_hours) != []


def test_claims_do_grow_and_fall_between_the_syncs(tmp_path: Path) -> None:
    """The world holds what the test above is about: without restatement it would prove nothing."""
    market = generate_market(seed=5, start=MARKET_START, workspaces=2, size="small", now=on_day(70))
    seen = [
        {
            (claim.order_id, claim.ad_id)
            for workspace in market.workspaces
            for account in market.ad_accounts(workspace.workspace_id, "facebook_ads")
            for claim in market.claims(account.account_id, START, on_day(39).date(), on_day(number))
        }
        for number in (41, 70)
    ]
    assert seen[1] - seen[0]
    assert seen[0] - seen[1]
