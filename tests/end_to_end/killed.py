"""Runs the command line in a process that kills itself (SIGKILL) at a named step: ``python -m … STEP ARGUMENTS``.

The product knows nothing of these steps: they are put around its and its libraries' functions from here.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def die_at_call(owner: Any, name: str, number: int) -> None:
    """Replaces ``owner.name`` by itself, but dead at its ``number``-th call."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(1, number + 1))

    def counted(*arguments: Any, **options: Any) -> Any:
        if next(calls, number + 1) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **options)

    setattr(owner, name, counted)


def mid_extract() -> None:
    from pipelines.loading.spool import Spool

    die_at_call(Spool, "add", 4)


def after_normalize() -> None:
    from dlt import Pipeline

    die_at_call(Pipeline, "load", 2)


def mid_load() -> None:
    from dlt.destinations.impl.duckdb.duck import DuckDbCopyJob

    die_at_call(DuckDbCopyJob, "run", 12)


def before_completion() -> None:
    from dlt.destinations.impl.duckdb.duck import DuckDbClient

    die_at_call(DuckDbClient, "complete_load", 2)


def mid_build() -> None:
    from dbt.task.run import ModelRunner

    die_at_call(ModelRunner, "after_execute", 10)


def mid_publish() -> None:
    from omnitrackiq.warehouse import publishing

    die_at_call(publishing, "check_snapshot", 2)


STEPS = {
    "mid-extract": mid_extract,
    "after-normalize": after_normalize,
    "mid-load": mid_load,
    "before-completion": before_completion,
    "mid-build": mid_build,
    "mid-publish": mid_publish,
}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
    from orchestration.cli import main

    sys.argv = ["omnitrackiq", *sys.argv[2:]]
    main()
