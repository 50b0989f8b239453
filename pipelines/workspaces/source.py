"""Control plane to warehouse: one slice per workspace, taken from values that the caller read.

The connection of a workspace is the workspace itself; its config holds the records by table name, and none at all for
a deleted workspace, whose rows then go.
"""

from collections.abc import Iterator
from datetime import datetime

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import ConnectionReport, Cursors, Source
from pipelines.workspaces.tables import TABLES


def control_plane_source() -> Source:
    """The source named ``workspaces``."""
    return Source(name="workspaces", tables=TABLES, base_url="", extract=_extract, check=_check)


def _extract(workspace: Connection, _cursors: Cursors, _window: SyncWindow) -> Iterator[Slice]:
    yield Slice(
        stream="control_plane",
        rows={table.name: workspace.config.get(table.name, ()) for table in TABLES},
        covers={table.name: [()] for table in TABLES},
    )


def _check(_workspace: Connection, _now: datetime) -> ConnectionReport:
    return ConnectionReport()
