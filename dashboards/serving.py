"""What this web process serves: read once by its entry point, handed to every worker, looked up by pages."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.readers import MartReader, open_reader

_VARIABLE = "OMNITRACKIQ_SERVING"


@dataclass(frozen=True, slots=True)
class Serving:
    """The warehouse, the hosts that may be asked, and the workspace shown without sign-in (None: people sign in).

    ``today`` stands in for the workspace's own day (None: the real one).
    """

    warehouse: Warehouse
    workspace_id: str | None
    allowed_hosts: tuple[str, ...]
    today: date | None = None


def hand_over(serving: Serving) -> None:
    """Leave ``serving`` where the workers of this process, and only they, find it."""
    warehouse = {"url": serving.warehouse.url, "home": str(serving.warehouse.home)}
    os.environ[_VARIABLE] = json.dumps(asdict(serving) | {"warehouse": warehouse}, default=str)
    current.cache_clear()


@lru_cache(maxsize=1)
def current() -> Serving:
    """What was handed over; raises RuntimeError in a process that was not started as a worker."""
    text = os.environ.get(_VARIABLE)
    if text is None:
        raise RuntimeError("The pages are started with `python -m dashboards`.")
    fields = json.loads(text)
    return Serving(
        warehouse=Warehouse.parse(fields["warehouse"]["url"], Path(fields["warehouse"]["home"])),
        workspace_id=fields["workspace_id"],
        allowed_hosts=tuple(fields["allowed_hosts"]),
        today=date.fromisoformat(fields["today"]) if fields["today"] else None,
    )


def today_in(timezone: str, now: datetime) -> date:
    """The day that pages take for today at ``now`` (aware), for a workspace in the zone ``timezone``."""
    return current().today or now.astimezone(ZoneInfo(timezone)).date()


@lru_cache(maxsize=256)
def reader(warehouse: Warehouse, workspace_id: str) -> MartReader:
    """The process's one reader of a workspace, with its open file."""
    return open_reader(warehouse, workspace_id)
