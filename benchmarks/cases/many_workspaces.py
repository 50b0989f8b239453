"""200 workspaces with 500 ad rows each beside one workspace with 100,000: what a workspace costs by itself."""

from collections.abc import Mapping
from typing import Any

from benchmarks.case import Case, Ground, Limit
from benchmarks.served.tiktok import account_id
from benchmarks.syncing import NOW, sync
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.tiktok_ads import SOURCE

# Daily insights of ads only: the rows of which both have the same number.
_DETAILS = [stream.name for stream in SOURCE.optional_streams]


def one_workspace(ground: Ground) -> int:
    """The first account of what is served: as many rows as all the others together."""
    return _sync(ground, range(1))


def many_workspaces(ground: Ground) -> int:
    """All other accounts, each in a workspace of its own."""
    return _sync(ground, range(1, 1 + ground.shape["accounts"][1][0]))


def _sync(ground: Ground, positions: range) -> int:
    days = ground.shape["accounts"][0][2]
    connections = [
        Connection(
            f"workspace-{position}",
            f"workspace-{position}-tiktok",
            SOURCE.name,
            {"advertiser_ids": [account_id(position)], "backfill_days": days - 1, "streams_off": _DETAILS},
            {"access_token": "token"},
            ground.url,
            b"key",
        )
        for position in positions
    ]
    sync(SOURCE, [], ground.folder, SyncWindow(NOW))
    with ground.measured():
        return sync(SOURCE, connections, ground.folder, SyncWindow(NOW))


def _shape(scale: float) -> Mapping[str, Any]:
    workspaces, days, ads = max(round(200 * scale), 2), 25, 20
    return {"accounts": [[1, ads * workspaces, days], [workspaces, ads, days]]}


CASE = Case(
    name="many-workspaces",
    title="200 workspaces of 500 ad rows beside one workspace of 100,000",
    shape=_shape,
    contestants=(one_workspace, many_workspaces),
    served="benchmarks.served.tiktok",
    limits=(Limit("many_workspaces", "seconds", "one_workspace", at_most=3),),
)
