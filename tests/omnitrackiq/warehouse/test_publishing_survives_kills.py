"""SIGKILL at any moment of a publish: readers keep whole snapshots, and the same command finishes the work."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from omnitrackiq.warehouse.readers import Reader
from tests.omnitrackiq.warehouse.killed_publish import NOW

QUERY = "select sum(net_revenue) as total, count(*) as days from marts.overview_daily"


@pytest.fixture
def run_until() -> Iterator[Callable[[int, Path], str]]:
    """Publishes in another process that dies at the given moment (0: never); answers what became of it."""
    command = [sys.executable, "-m", "tests.omnitrackiq.warehouse.killed_publish"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        stdin, stdout = process.stdin, process.stdout

        def run(moment: int, home: Path) -> str:
            stdin.write(f"{moment} {home}\n")
            stdin.flush()
            return stdout.readline().strip()

        yield run
        stdin.close()


def what_readers_see(folder: Path, workspace_id: str) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """The answer through the pointer, and the one through the link that BI tools open."""
    with duckdb.connect(str((folder / f"{workspace_id}.duckdb").resolve()), read_only=True) as connection:
        linked = connection.execute(QUERY).fetchall()[0]
    return Reader(folder, workspace_id).fetch(QUERY)[0], linked


@pytest.mark.parametrize("moments", [9, pytest.param(36, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_leaves_whole_files_and_a_repeat_finishes(
    built: Warehouse, tmp_path: Path, run_until: Callable[[int, Path], str], moments: int
) -> None:
    publish(built, None, "before", NOW)
    workspaces = ("demo-1", "demo-2", "demo-3")
    before = {workspace: what_readers_see(built.published_folder, workspace)[0] for workspace in workspaces}
    with duckdb.connect(str(built.path)) as connection:
        connection.execute("update marts.overview_daily set net_revenue = net_revenue + 1")
    after = {
        workspace: {"total": Decimal(seen["total"]) + seen["days"], "days": seen["days"]}
        for workspace, seen in before.items()
    }

    rehearsal = shutil.copytree(built.home, tmp_path / "rehearsal", symlinks=True)
    lines = int(run_until(0, rehearsal))
    assert lines > moments
    outcomes = set()
    for number in range(moments):
        home = shutil.copytree(built.home, tmp_path / f"kill-{number}", symlinks=True)
        assert run_until(1 + number * lines // moments, home) == "killed"
        for workspace in workspaces:
            seen, linked = what_readers_see(home / "published", workspace)
            assert seen in (before[workspace], after[workspace])
            assert linked in (tuple(before[workspace].values()), tuple(after[workspace].values()))
            outcomes.add(seen == after[workspace])

        assert run_until(0, home) != "killed"
        for workspace in workspaces:
            assert what_readers_see(home / "published", workspace) == (
                after[workspace],
                tuple(after[workspace].values()),
            )
            names = {path.name for path in (home / "published" / workspace).iterdir()}
            assert names == {"current", "marts-before.duckdb", "marts-after.duckdb"}
        shutil.rmtree(home)
    assert outcomes == {False, True}
