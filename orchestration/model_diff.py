"""What an edit of the models changes in the marts, found in a copy of the warehouse before anything is published."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from omnitrackiq.warehouse.mart_tables import Mart, read_marts
from orchestration.dbt import BuildError, built_state, run_dbt

if TYPE_CHECKING:
    import duckdb

LANE_WAIT_SECONDS = 600
_ADDED_UP = ("DECIMAL", "BIGINT", "HUGEINT")


@dataclass(frozen=True, slots=True)
class Total:
    """A column whose sum over a workspace differs."""

    workspace_id: str
    column: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class MartDiff:
    """How a mart differs: rows by its grain, columns that came or went, and totals."""

    mart: str
    added: int
    removed: int
    changed: int
    columns: tuple[str, ...]
    totals: tuple[Total, ...]


def diff_models(warehouse: Warehouse, step: Callable[[str], None] = lambda _name: None) -> list[MartDiff]:
    """Builds models that were edited since the last build, and what reads them, in a copy; compares every mart built.

    Raises BuildError where there is nothing to compare with, or the edited models cannot be built.
    """
    if warehouse.path is None:
        raise BuildError(
            "Models are compared in a copy of the warehouse, and a PostgreSQL database cannot be copied while others"
            " use it: sync and build the same connections into a DuckDB file (OMNITRACKIQ_WAREHOUSE_URL) and compare"
            " there."
        )
    state = built_state(warehouse)
    if not state.exists() or not warehouse.path.exists():
        raise BuildError("There is no build to compare with yet: run `omnitrackiq build` first.")
    with TemporaryDirectory(prefix="omnitrackiq-diff-", dir=warehouse.home) as folder:
        step("copy")
        copy = replace(warehouse, path=Path(folder) / warehouse.path.name)
        with lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS):
            shutil.copy(warehouse.path, Path(folder))
        step("models")
        edited = ["--select", "state:modified+", "--state", str(state.parent)]
        nodes = run_dbt(copy, ["build", "--resource-type", "model", "seed", *edited], Path(folder) / "target")
        bad = [node for node in nodes if node.status not in ("success", "pass")]
        if bad:
            raise BuildError(f"{bad[0].unique_id.split('.')[2]} could not be built: {bad[0].message[:300]}")
        step("compare")
        built = {node.unique_id.split(".")[-1] for node in nodes}
        with _attached(warehouse.path, copy.path) as database:
            before = {mart.name: mart for mart in read_marts(database, "before")}
            after = {mart.name: mart for mart in read_marts(database, "after")}
            grains = _grains(Path(folder) / "target" / "manifest.json")
            return [
                _compare(database, before.get(name), after[name], grains[name]) for name in sorted(built & after.keys())
            ]


@contextmanager
def _attached(before: Path | None, after: Path | None) -> Iterator["duckdb.DuckDBPyConnection"]:
    import duckdb

    with duckdb.connect() as database:
        for name, path in (("before", before), ("after", after)):
            database.execute(f"attach {literal(str(path))} as {quoted(name)} (read_only)")
        yield database


def _grains(manifest: Path) -> dict[str, list[str]]:
    """The columns that make a row unique, by model: what its test of that name says."""
    nodes = json.loads(manifest.read_text())["nodes"]
    found = {}
    for node in nodes.values():
        if (node.get("test_metadata") or {}).get("name") == "grain":
            found[node["attached_node"].split(".")[-1]] = node["test_metadata"]["kwargs"]["columns"]
    return found


def _compare(database: "duckdb.DuckDBPyConnection", before: Mart | None, after: Mart, grain: Sequence[str]) -> MartDiff:
    if before is None:
        ((rows,),) = database.execute(f"select count(*) from after.marts.{quoted(after.name)}").fetchall()
        return MartDiff(after.name, rows, 0, 0, ("new mart",), ())
    old, new = ({column.name: column.type for column in mart.columns} for mart in (before, after))
    both = [name for name in new if name in old]
    key = [name for name in grain if name in old] or both
    values = [name for name in both if name not in key] or key
    same_key = " and ".join(f"b.{quoted(name)} is not distinct from a.{quoted(name)}" for name in key)
    differs = " or ".join(f"b.{quoted(name)} is distinct from a.{quoted(name)}" for name in values)
    ((added, removed, changed),) = database.execute(
        f"select count(*) filter (b.here is null), count(*) filter (a.here is null), "
        f"count(*) filter (a.here and b.here and ({differs})) "
        f"from (select *, true as here from before.marts.{quoted(after.name)}) as b "
        f"full join (select *, true as here from after.marts.{quoted(after.name)}) as a on {same_key}"
    ).fetchall()
    sums = [name for name in both if new[name].startswith(_ADDED_UP) and name not in key]
    totals = _totals(database, after.name, sums) if added or removed or changed else ()
    columns = [f"+ {name}" for name in new if name not in old] + [f"- {name}" for name in old if name not in new]
    return MartDiff(after.name, added, removed, changed, tuple(columns), tuple(totals))


def _totals(database: "duckdb.DuckDBPyConnection", mart: str, columns: Sequence[str]) -> Iterator[Total]:
    """Sums per workspace that differ; a workspace has one currency, so its amounts may be added."""
    sums = ", ".join(f"sum({quoted(name)})" for name in columns)
    if not sums:
        return
    sides = []
    for side in ("before", "after"):
        rows = database.execute(f"select workspace_id, {sums} from {side}.marts.{quoted(mart)} group by 1").fetchall()
        sides.append({row[0]: row[1:] for row in rows})
    nothing = (None,) * len(columns)
    for workspace_id in sorted(sides[0].keys() | sides[1].keys()):
        old, new = (side.get(workspace_id, nothing) for side in sides)
        for name, was, now in zip(columns, old, new, strict=True):
            if was != now:
                yield Total(workspace_id, name, was, now)
