"""How a connection stands, in words: state, last and next sync, rows, history, and what is wrong with its remedy."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards.connecting.standing import standing_html, standing_of
from omnitrackiq.accounts.connections import ConnectionRecord, ConnectionTest
from omnitrackiq.warehouse.sync_runs import SyncRun

NOW = datetime(2026, 3, 15, 22, 40, tzinfo=UTC)
LOCAL = NOW.astimezone(ZoneInfo("Europe/Berlin"))
CONNECTION = ConnectionRecord(
    workspace_id="brand",
    connection_id="cn-1",
    source="facebook_ads",
    name="Facebook <Ads>",
    config={},
    status="active",
    throttled_until=None,
    last_test=ConnectionTest(NOW - timedelta(days=3), "ok", "Works."),
    created_at=NOW - timedelta(days=3),
)
RUN = SyncRun(
    workspace_id="brand",
    sync_run_id="r",
    connection_id="cn-1",
    source="facebook_ads",
    stream="all",
    since=None,
    until=None,
    attempt=1,
    batch_id="b",
    state="loaded",
    status="ok",
    rows=1234,
    slices=4,
    days=365,
    wanted_days=365,
    back_to=date(2025, 3, 15),
    cursor_before={},
    cursor_after={},
    error_class=None,
    error=None,
    throttled_until=None,
    started_at=NOW - timedelta(minutes=41),
    finished_at=NOW - timedelta(minutes=40),
    last_ok_at=NOW - timedelta(minutes=40),
)
OPEN = replace(RUN, state="extracting", status=None, finished_at=None, rows=77, days=73, back_to=date(2026, 1, 1))
FAILED = replace(RUN, status="failed", state="failed", error="Facebook Ads has a fault of its own.")


def test_a_healthy_connection_says_when_and_how_much() -> None:
    standing = standing_of(CONNECTION, RUN, None, LOCAL)
    assert (standing.state, standing.word, standing.problem) == ("fresh", "Connected", "")
    assert standing.facts == [
        "Last sync 40 min ago",
        "1,234 rows",
        "Complete back to 15 Mar 2025",
        "Next sync 16 Mar 2026, 00:00",
    ]
    assert standing.history is None
    assert not standing.can_sign_in


def test_a_new_connection_says_when_it_is_read() -> None:
    standing = standing_of(CONNECTION, None, None, LOCAL - timedelta(hours=2))
    assert standing.facts == ["First sync begins shortly", "Next sync 22:00"]


def test_while_it_is_read_its_rows_and_its_share_of_the_history_grow() -> None:
    standing = standing_of(CONNECTION, None, OPEN, LOCAL)
    assert (standing.state, standing.history) == ("running", 0.2)
    assert standing.facts[0] == "77 rows so far"
    assert "Complete back to 1 Jan 2026" in standing.facts
    assert "<progress value='0.200'" in standing_html(standing)


@pytest.mark.parametrize(
    ("status", "run", "state", "told", "remedy"),
    [
        ("active", FAILED, "late", "a fault of its own", "the next sync tries again"),
        (
            "reauth",
            replace(FAILED, status="reauth", error="The token has expired."),
            "broken",
            "has expired",
            "Sign in again",
        ),
        ("config", replace(FAILED, status="config", error="The account is closed."), "broken", "is closed", "Fix it"),
    ],
)
def test_what_went_wrong_is_told_with_its_remedy(status: str, run: SyncRun, state: str, told: str, remedy: str) -> None:
    standing = standing_of(replace(CONNECTION, status=status), run, None, LOCAL)  # type: ignore[arg-type]
    assert standing.state == state
    assert told in standing.problem
    assert remedy in standing.problem
    assert standing.can_sign_in is (status == "reauth")


def test_the_newer_of_test_and_sync_counts() -> None:
    failed_test = replace(CONNECTION, last_test=ConnectionTest(NOW, "config", "The account is closed."))
    assert "is closed" in standing_of(failed_test, RUN, None, LOCAL).problem
    earlier = replace(CONNECTION, last_test=ConnectionTest(NOW - timedelta(days=1), "failed", "Away."))
    assert standing_of(earlier, RUN, None, LOCAL).problem == ""


def test_a_platform_that_asks_to_wait_is_named_and_the_next_sync_is_after_that() -> None:
    parked = replace(CONNECTION, throttled_until=NOW + timedelta(hours=5))
    standing = standing_of(parked, RUN, None, LOCAL)
    assert (standing.state, standing.facts[-1]) == ("waiting", "Next sync 16 Mar 2026, 05:00")


@pytest.mark.parametrize(("days", "warned"), [(15, False), (13, True)])
def test_access_that_ends_is_warned_of_before_it_does(days: int, warned: bool) -> None:
    standing = standing_of(replace(CONNECTION, access_ends_at=NOW + timedelta(days=days)), RUN, None, LOCAL)
    assert standing.can_sign_in is warned
    assert ("access ends on 28 Mar 2026" in standing.problem) is warned


def test_the_next_sync_is_a_full_hour_of_utc_in_the_zone_of_the_workspace() -> None:
    there = NOW.astimezone(ZoneInfo("Asia/Kolkata"))
    assert standing_of(CONNECTION, RUN, None, there).facts[-1] == "Next sync 04:30"


def test_names_are_text() -> None:
    assert "Facebook &lt;Ads&gt;" in standing_html(standing_of(CONNECTION, RUN, None, LOCAL))
