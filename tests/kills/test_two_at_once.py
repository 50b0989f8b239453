"""R1b: two processes that sync one source at the same time: one waits until the other ends, and the data is exact."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from omnitrackiq.database import open_database
from omnitrackiq.settings import load_settings
from omnitrackiq.warehouse.ledger import SyncLedger
from omnitrackiq.warehouse.sync_runs import SyncRun
from tests.kills.installations import FIRST_DAY, REPOSITORY, SYNC, Home, Homes, small_sandbox

pytestmark = pytest.mark.slow

AT_ONCE = 2


@pytest.fixture(params=["duckdb", "postgres"])
def homes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    with small_sandbox() as sandbox:
        sandbox.context.clock.set(FIRST_DAY)
        yield Homes(tmp_path_factory.mktemp(f"at-once-{request.param}"), sandbox, server)


def started(home: Home) -> "subprocess.Popen[str]":
    """``omnitrackiq sync`` of ``home`` in a process of its own."""
    variables = {**os.environ, **home.environment, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "orchestration.cli", *SYNC]
    return subprocess.Popen(
        command, cwd=home.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def runs_by_connection(home: Home) -> list[Sequence[SyncRun]]:
    """The runs of every connection that was synced, in the order in which they started."""
    settings = load_settings(env_file=None, home=home.folder)
    database = open_database(settings.database_url)
    ledger = SyncLedger(database)
    found = [
        sorted(ledger.history(connection_id=run.connection_id), key=lambda each: each.started_at)
        for run in ledger.latest()
    ]
    database.close()
    return found


def test_two_syncs_that_start_together_leave_what_one_leaves(homes: Homes) -> None:
    alone, shared = homes.new(), homes.new()
    one = started(alone)
    said = one.communicate(timeout=600)
    assert one.returncode == 0, said

    processes = [started(shared) for _ in range(AT_ONCE)]
    for process in processes:
        said = process.communicate(timeout=600)
        assert process.returncode == 0, said
    assert shared.held() == alone.held()
    assert all(shared.held()[name] for name in ("facebook_ads.ad_insights", "shopify.sales"))
    assert shared.windows_twice() == 0
    assert shared.orphans() == []

    histories = runs_by_connection(shared)
    assert histories
    for runs in histories:
        assert [run.status for run in runs] == ["ok"] * AT_ONCE
        for earlier, later in pairwise(runs):
            assert earlier.finished_at is not None
            assert earlier.finished_at <= later.started_at, "both read the same connection at once"
