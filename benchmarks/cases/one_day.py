"""One more day of one workspace among 100, over a short history and over one that is ten times as long."""

from pathlib import Path

from benchmarks.case import Case, Ground, Limit
from benchmarks.history import add_day, write_history
from benchmarks.syncing import warehouse_in
from omnitrackiq.warehouse.location import Warehouse
from orchestration.build import build_arguments
from orchestration.dbt import run_dbt


def short_history(ground: Ground) -> int:
    return _add_one_day(ground, ground.shape["days"])


def long_history(ground: Ground) -> int:
    return _add_one_day(ground, ground.shape["days"] * 10)


def _add_one_day(ground: Ground, days: int) -> int:
    warehouse = warehouse_in(ground.folder)
    assert warehouse.path is not None
    write_history(warehouse.path, ground.shape["workspaces"], days)
    target = ground.folder / "target"
    _build(warehouse, target)
    rows = add_day(warehouse.path, days)
    with ground.measured():
        _build(warehouse, target)
    return rows


def _build(warehouse: Warehouse, target: Path) -> None:
    nodes = run_dbt(warehouse, build_arguments(None, full_refresh=False), target)
    bad = [node for node in nodes if node.status in ("error", "fail", "runtime error", "skipped")]
    if bad:
        raise RuntimeError(f"{bad[0].unique_id}: {bad[0].message}")


CASE = Case(
    name="one-day",
    title="One more day of one workspace among 100",
    shape=lambda scale: {"workspaces": 100, "days": max(3, int(60 * scale))},
    contestants=(short_history, long_history),
    limits=(Limit("long_history", "cpu_seconds", "short_history", at_most=1.3),),
)
