"""The ledger tells what was tried, by attempt, and what was newest, whatever was killed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from omnitrackiq.database import Database
from omnitrackiq.warehouse.ledger import PlannedSync, SyncLedger, SyncOutcome
from omnitrackiq.warehouse.sync_runs import Status, SyncRun

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ACME = PlannedSync("acme", "cn-1", "shopify")
BOLT = PlannedSync("bolt", "cn-2", "shopify")


@pytest.fixture
def ledger(database: Database) -> SyncLedger:
    return SyncLedger(database)


def attempt(ledger: SyncLedger, plan: PlannedSync, status: Status, hour: int, rows: int = 1) -> SyncRun:
    """A whole attempt at ``hour``, and its row."""
    now = NOON + timedelta(hours=hour)
    (run,) = ledger.start([plan], batch_id=f"batch-{hour}", now=now)
    outcome = SyncOutcome(
        run.workspace_id,
        run.sync_run_id,
        status,
        rows,
        {"orders": {"at": hour}},
        None if status == "ok" else "SomeError",
        None if status == "ok" else "A sentence.",
    )
    ledger.finish([outcome], now=now + timedelta(minutes=5))
    return next(each for each in ledger.history() if each.sync_run_id == run.sync_run_id)


def test_a_run_is_kept_from_plan_to_end(ledger: SyncLedger) -> None:
    plan = PlannedSync("acme", "cn-1", "shopify", "orders", cursor_before={"orders": {"at": 1}})
    (planned,) = ledger.start([plan], batch_id="b", now=NOON)
    assert (planned.state, planned.status, planned.attempt, planned.finished_at) == ("planned", None, 1, None)
    ledger.advance("acme", planned.sync_run_id, "extracting")
    assert ledger.history()[0].state == "extracting"
    outcome = SyncOutcome("acme", planned.sync_run_id, "ok", 2**40, {"orders": {"at": 2}})
    ledger.finish([outcome], now=NOON + timedelta(minutes=1))
    (run,) = ledger.history(batch_id="b")
    assert (run.state, run.status, run.rows) == ("loaded", "ok", 2**40)
    assert (run.cursor_before, run.cursor_after) == ({"orders": {"at": 1}}, {"orders": {"at": 2}})
    assert run.started_at == NOON
    assert run.finished_at == run.last_ok_at == NOON + timedelta(minutes=1)


def test_an_open_run_says_what_is_committed_and_a_closed_one_keeps_it(ledger: SyncLedger) -> None:
    (run,) = ledger.start([ACME], batch_id="b", now=NOON)
    reached = date(2026, 1, 31)
    ledger.progress("acme", run.sync_run_id, rows=7, slices=2, days=30, wanted_days=365, back_to=reached)
    (seen,) = ledger.history(connection_id="cn-1")
    assert (seen.state, seen.rows, seen.slices) == ("extracting", 7, 2)
    assert (seen.days, seen.wanted_days, seen.back_to) == (30, 365, reached)
    ledger.finish([SyncOutcome("acme", run.sync_run_id, "ok", 9)], now=NOON)
    ledger.progress("acme", run.sync_run_id, rows=99, slices=99)
    (closed,) = ledger.latest()
    assert (closed.state, closed.rows, closed.slices, closed.days) == ("loaded", 9, 2, 30)


def test_attempts_count_until_one_is_ok(ledger: SyncLedger) -> None:
    outcomes: list[Status] = ["failed", "reauth", "ok", "failed", "ok", "ok"]
    attempts = [attempt(ledger, ACME, status, hour).attempt for hour, status in enumerate(outcomes)]
    assert attempts == [1, 2, 3, 1, 2, 1]


def test_another_window_connection_or_workspace_counts_for_itself(ledger: SyncLedger) -> None:
    backfill = PlannedSync("acme", "cn-1", "shopify", since=date(2026, 1, 1), until=date(2026, 1, 31))
    attempt(ledger, ACME, "failed", 0)
    assert attempt(ledger, BOLT, "failed", 1).attempt == 1
    assert attempt(ledger, backfill, "failed", 2).attempt == 1
    assert attempt(ledger, backfill, "failed", 3).attempt == 2


def test_the_last_success_is_remembered_through_failures(ledger: SyncLedger) -> None:
    assert attempt(ledger, ACME, "failed", 0).last_ok_at is None
    good = attempt(ledger, ACME, "ok", 1)
    assert attempt(ledger, ACME, "reauth", 2).last_ok_at == good.finished_at
    assert attempt(ledger, ACME, "throttled_until", 3).last_ok_at == good.finished_at


def test_the_newest_finished_row_of_each_stream_is_the_latest(ledger: SyncLedger) -> None:
    attempt(ledger, ACME, "ok", 0)
    newest = attempt(ledger, ACME, "failed", 1)
    stream = attempt(ledger, PlannedSync("acme", "cn-1", "shopify", "orders"), "ok", 2)
    other = attempt(ledger, BOLT, "ok", 3)
    ledger.start([ACME, BOLT], batch_id="under way", now=NOON + timedelta(hours=4))
    assert ledger.latest() == [newest, stream, other]
    assert ledger.latest(workspace_id="bolt") == [other]
    assert ledger.latest(workspace_id="nobody") == []


def test_many_connections_are_kept_in_one_go(ledger: SyncLedger) -> None:
    plans = [PlannedSync(f"workspace-{number}", f"cn-{number}", "ga4") for number in range(300)]
    for _ in range(2):
        runs = ledger.start(plans, batch_id="b", now=NOON)
        assert [run.workspace_id for run in runs] == [plan.workspace_id for plan in plans]
        ledger.finish([SyncOutcome(run.workspace_id, run.sync_run_id, "ok", 1) for run in runs], now=NOON)
    assert len(ledger.latest()) == 300
    assert len(ledger.history(limit=1000)) == 600


def test_rows_of_a_dead_process_are_closed_once_and_counted_as_attempts(ledger: SyncLedger) -> None:
    good = attempt(ledger, ACME, "ok", 0)
    ledger.start([ACME, BOLT], batch_id="dies", now=NOON + timedelta(hours=1))
    ledger.start([PlannedSync("acme", "cn-3", "ga4")], batch_id="lives", now=NOON + timedelta(hours=1))
    assert ledger.close_abandoned("shopify", now=NOON + timedelta(hours=2)) == 2
    assert ledger.close_abandoned("shopify", now=NOON + timedelta(hours=3)) == 0
    (acme, _) = ledger.latest()
    assert (acme.state, acme.status, acme.error_class) == ("failed", "failed", "ProcessDied")
    assert acme.finished_at == NOON + timedelta(hours=2)
    assert acme.last_ok_at == good.finished_at
    assert [run.status for run in ledger.history(batch_id="lives")] == [None]
    assert attempt(ledger, ACME, "ok", 4).attempt == 2


def test_a_closed_row_stays_as_it_is(ledger: SyncLedger) -> None:
    run = attempt(ledger, ACME, "ok", 0)
    ledger.finish([SyncOutcome("acme", run.sync_run_id, "failed", 0, {}, "Late", "Too late.")], now=NOON)
    ledger.advance("acme", run.sync_run_id, "extracting")
    assert ledger.history() == [run]


def test_a_foreign_workspace_closes_nothing(ledger: SyncLedger) -> None:
    (run,) = ledger.start([ACME], batch_id="b", now=NOON)
    ledger.finish([SyncOutcome("bolt", run.sync_run_id, "ok", 1)], now=NOON)
    assert ledger.history() == [run]


def test_history_is_newest_first_and_filtered(ledger: SyncLedger) -> None:
    runs = [attempt(ledger, plan, "ok", hour) for hour, plan in enumerate((ACME, BOLT, ACME))]
    assert ledger.history() == runs[::-1]
    assert ledger.history(limit=1) == [runs[2]]
    assert ledger.history(workspace_id="bolt") == ledger.history(connection_id="cn-2") == [runs[1]]
    assert ledger.history(source="ga4") == []
