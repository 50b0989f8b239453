"""A million ad-day rows from TikTok's report into the warehouse, beside a loop written by hand and a Singer tap."""

import json
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import tests.clients
from benchmarks.case import Case, Ground, Limit
from benchmarks.floors.ad_days import write_reports
from benchmarks.served.tiktok import UNTIL, account_id
from benchmarks.syncing import NOW, sync
from pipelines.loading import resources
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.tiktok_ads import SOURCE
from tests.clients.environments import prepare

_TAP = ("tap-tiktok-ads==1.2.1",)
_TAP_SESSION = Path(tests.clients.__file__).with_name("tap_tiktok_session.py")


def floor(ground: Ground) -> int:
    """The same pages, and the same rows in Parquet files."""
    with ground.measured():
        return write_reports(ground.url, account_id(0), UNTIL, _days(ground), ground.folder)


def ours(ground: Ground) -> int:
    """All days into an empty warehouse."""
    return _first_sync(ground, _days(ground))


def ours_tenth(ground: Ground) -> int:
    """A tenth of the days: what memory is held against."""
    return _first_sync(ground, _days(ground) // 10)


def ours_again(ground: Ground) -> int:
    """All days into a warehouse that holds them: every row is replaced."""
    _sync(ground, _days(ground))
    since = UNTIL - timedelta(days=_days(ground) - 1)
    with ground.measured():
        return _sync(ground, _days(ground), SyncWindow(NOW, since, UNTIL))


def ours_append(ground: Ground) -> int:
    """As ours, but rows are appended without a look at what they replace."""
    with patch.object(resources, "WRITE_DISPOSITION", "append"):
        return _first_sync(ground, _days(ground))


def tap(ground: Ground) -> int:
    """The Singer tap, which writes its records nowhere; a tenth of the days."""
    python = prepare("tap-tiktok-ads", _TAP)
    config, catalog = ground.folder / "config.json", ground.folder / "catalog.json"
    # Its windows begin at a day of time zero, and it asks for at least two days.
    since = UNTIL - timedelta(days=max(_days(ground) // 10, 2) - 1)
    config.write_text(
        json.dumps(
            {
                "access_token": "token",
                "accounts": account_id(0),
                "start_date": f"{since}T00:00:00Z",
                "end_date": f"{UNTIL}T00:00:00Z",
            }
        )
    )
    command = [str(python), str(_TAP_SESSION), ground.url, "--config", str(config)]
    discovered = json.loads(subprocess.run([*command, "--discover"], capture_output=True, check=True).stdout)
    for stream in discovered["streams"]:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = stream["tap_stream_id"] == "ad_insights"
    catalog.write_text(json.dumps(discovered))
    written = ground.folder / "messages.jsonl"
    with written.open("wb") as out, (ground.folder / "log.txt").open("wb") as log, ground.measured():
        subprocess.run([*command, "--catalog", str(catalog)], stdout=out, stderr=log, check=True)
    with written.open() as messages:
        return sum(json.loads(message)["type"] == "RECORD" for message in messages)


def _shape(scale: float) -> Mapping[str, Any]:
    days = max(round(1000 * scale), 10)
    return {"accounts": [[1, max(round(1_000_000 * scale / days), 1), days]]}


def _days(ground: Ground) -> int:
    return int(ground.shape["accounts"][0][2])


def _first_sync(ground: Ground, days: int) -> int:
    sync(SOURCE, [], ground.folder, SyncWindow(NOW))
    with ground.measured():
        return _sync(ground, days)


def _sync(ground: Ground, days: int, window: SyncWindow | None = None) -> int:
    config = {"advertiser_ids": [account_id(0)], "backfill_days": days - 1}
    connection = Connection("bench", "bench-tiktok", SOURCE.name, config, {"access_token": "token"}, ground.url, b"key")
    return sync(SOURCE, [connection], ground.folder, window or SyncWindow(NOW))


CASE = Case(
    name="ad-days",
    title="1,000,000 ad-day rows: TikTok's daily report into DuckDB",
    shape=_shape,
    contestants=(floor, ours, ours_tenth, ours_append, ours_again),
    peers=(tap,),
    served="benchmarks.served.tiktok",
    limits=(
        Limit("ours", "seconds", "floor", at_most=1.6),
        Limit("ours", "rows_per_second", "tap", at_least=3),
        Limit("ours", "seconds", "ours_append", at_most=1.6),
        Limit("ours_again", "seconds", "ours_append", at_most=1.6),
        Limit("ours", "peak_mb", "ours_tenth", at_most=1.3),
    ),
)
