"""dbt as Dagster runs it: a process of its own, from the environment that this one runs in."""

import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliResource
from dagster_dbt.compat import DBT_PYTHON_VERSION

# Beside the interpreter: the shell that started us need not have the environment on its PATH.
EXECUTABLE = str(Path(sys.executable).with_name("omnitrackiq-dbt"))


class InstalledDbt(DbtCliResource):
    """dbt whose version is known, for it is installed beside us: asking the program costs three seconds a run."""

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        """No adapter in this process: it would only count rows, which nobody asks for, and costs two seconds a run."""
        return None
