"""What this web process serves: read once by its entry point, handed to every worker, looked up by pages."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from omnitrackiq.warehouse.readers import Reader

_VARIABLE = "OMNITRACKIQ_SERVING"


@dataclass(frozen=True, slots=True)
class Serving:
    """The published folder, the one workspace that is shown until sign-in exists, and the hosts that may be asked.

    ``today`` stands in for the workspace's own day (None: the real one).
    """

    published_folder: Path
    workspace_id: str
    allowed_hosts: tuple[str, ...]
    today: date | None = None


def hand_over(serving: Serving) -> None:
    """Leave ``serving`` where the workers of this process, and only they, find it."""
    os.environ[_VARIABLE] = json.dumps(asdict(serving), default=str)
    current.cache_clear()


@lru_cache(maxsize=1)
def current() -> Serving:
    """What was handed over; raises RuntimeError in a process that was not started as a worker."""
    text = os.environ.get(_VARIABLE)
    if text is None:
        raise RuntimeError("The pages are started with `python -m dashboards`.")
    fields = json.loads(text)
    return Serving(
        published_folder=Path(fields["published_folder"]),
        workspace_id=fields["workspace_id"],
        allowed_hosts=tuple(fields["allowed_hosts"]),
        today=date.fromisoformat(fields["today"]) if fields["today"] else None,
    )


@lru_cache(maxsize=256)
def reader(published_folder: Path, workspace_id: str) -> Reader:
    """The process's one reader of a workspace, with its open file."""
    return Reader(published_folder, workspace_id)
