"""The named steps of a sync and a build, and how a process dies (SIGKILL) or counts at them.

The product knows nothing of these steps: they are put around its and its libraries' functions from here.
"""

import importlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

Side = Literal["before", "after"]

# name: the functions that are this step, as (module, class or "", function)
STEPS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "page": [("pipelines.loading.http", "ApiClient", "_send")],
    "slice": [("pipelines.loading.spool", "Spool", "add")],
    "extract": [("dlt.pipeline.pipeline", "Pipeline", "extract")],
    "extract commit": [("dlt.extract.extract", "Extract", "commit_packages")],
    "normalize": [("dlt.pipeline.pipeline", "Pipeline", "normalize")],
    "load": [("dlt.pipeline.pipeline", "Pipeline", "load")],
    "load job": [
        ("dlt.destinations.impl.duckdb.duck", "DuckDbCopyJob", "run"),
        ("dlt.destinations.insert_job_client", "InsertValuesLoadJob", "run"),
    ],
    "state job": [
        ("dlt.destinations.impl.duckdb.duck", "DuckDbCopyJob", "run"),
        ("dlt.destinations.insert_job_client", "InsertValuesLoadJob", "run"),
    ],
    "job note": [("dlt.common.storages.load_package", "PackageStorage", "save_pending_transition")],
    "merge planned": [("dlt.load.load", "Load", "create_followup_jobs")],
    "job filed": [("dlt.common.storages.load_package", "PackageStorage", "complete_job")],
    "merge job": [("dlt.destinations.job_client_impl", "SqlLoadJob", "run")],
    "completion": [("dlt.destinations.job_client_impl", "SqlJobClientBase", "complete_load")],
    "package done": [("dlt.load.load", "Load", "complete_package")],
    "state": [("dlt.pipeline.pipeline", "Pipeline", "_save_state")],
    "ledger start": [("omnitrackiq.warehouse.ledger", "SyncLedger", "start")],
    "ledger finish": [("omnitrackiq.warehouse.ledger", "SyncLedger", "finish")],
    "connection status": [("orchestration.sync", "", "record_sync_status")],
}

# The steps that are jobs of one table only.
TABLES: Mapping[str, str] = {"state job": "_dlt_pipeline_state"}

BUILD_STEPS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "model": [("dbt.task.run", "ModelRunner", "execute")],
    "swap": [("omnitrackiq.warehouse.published_files", "PublishedFiles", "point_to")],
}


class Watch:
    """Counts every step of a process; one of them may be ``fatal``: (step, side, number).

    With ``gate`` the process does not die there: it makes that file and goes on when the file is gone.
    """

    def __init__(self, fatal: tuple[str, Side, int] | None = None, gate: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._fatal = fatal
        self._gate = gate

    def put_around(self, steps: Mapping[str, Sequence[tuple[str, str, str]]]) -> None:
        """Takes its place around every function of ``steps``."""
        for step, functions in steps.items():
            for module, owner, name in functions:
                holder = importlib.import_module(module)
                self._wrap(getattr(holder, owner) if owner else holder, name, step)

    def _wrap(self, holder: Any, name: str, step: str) -> None:
        original: Callable[..., Any] = getattr(holder, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            if step in TABLES and arguments[0].job_file_info().table_name != TABLES[step]:
                return original(*arguments, **options)
            self.counts[step] += 1
            number = self.counts[step]
            self._meet(step, "before", number)
            result = original(*arguments, **options)
            self._meet(step, "after", number)
            return result

        setattr(holder, name, watched)

    def _meet(self, step: str, side: Side, number: int) -> None:
        if self._fatal != (step, side, number):
            return
        if self._gate is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            self._gate.touch()
            while self._gate.exists():
                time.sleep(0.02)
