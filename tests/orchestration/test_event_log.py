"""The pooled event log writes what Dagster's own SQLite event log reads."""

from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.dagster_instance import dagster_instance
from orchestration.event_log import KEPT_OPEN


@dg.asset
def orders() -> None:
    """An asset."""


@dg.asset_check(asset=orders)
def orders_are_whole() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def test_every_event_of_more_runs_than_stay_open_is_in_dagsters_own_files(tmp_path: Path) -> None:
    with dagster_instance(tmp_path) as instance:
        runs = [dg.materialize([orders, orders_are_whole], instance=instance).run_id for _ in range(KEPT_OPEN + 2)]
        told = {run: [entry.dagster_event_type for entry in instance.all_logs(run)] for run in runs}
        assert len(instance.fetch_materializations(orders.key, limit=100).records) == len(runs)
    files = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    for run in runs:
        stored = [entry.dagster_event_type for entry in files.get_logs_for_run(run)]
        assert dg.DagsterEventType.ASSET_CHECK_EVALUATION in stored
        assert stored == told[run]


def test_a_wiped_log_starts_anew(tmp_path: Path) -> None:
    with dagster_instance(tmp_path) as instance:
        dg.materialize([orders], instance=instance)
        instance.wipe()
        run = dg.materialize([orders], instance=instance).run_id
        assert instance.all_logs(run)
        assert [each.run_id for each in instance.get_runs()] == [run]
