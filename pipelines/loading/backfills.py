"""Explicit backfills that were interrupted: the same days asked for again go on where they stopped.

A connection's cursors keep, under BACKFILL, which days were asked for and when that began, until all of it is read.
Streams note how far they came together with that beginning; notes of another beginning count for nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pipelines.loading.request import SyncWindow

BACKFILL = "backfill"

RESUMED_WITHIN = timedelta(days=7)
"""A backfill that began longer ago is begun anew: what it read has aged."""


def resumed(window: SyncWindow, cursors: Mapping[str, Any]) -> SyncWindow:
    """``window`` with the beginning of the unfinished backfill of the same days, if there is one."""
    stored = cursors.get(BACKFILL)
    if not window.is_backfill or not stored or stored["days"] != _days(window):
        return window
    began = datetime.fromisoformat(stored["began"])
    return replace(window, began=began) if window.now - began < RESUMED_WITHIN else window


def note_progress(window: SyncWindow, cursors: dict[str, Any], *, is_finished: bool) -> None:
    """Keeps in a connection's ``cursors`` that the backfill of ``window`` is under way, or forgets it."""
    if not window.is_backfill:
        return
    if is_finished:
        cursors.pop(BACKFILL, None)
    else:
        cursors[BACKFILL] = {"days": _days(window), "began": window.beginning}


def _days(window: SyncWindow) -> str:
    return f"{window.since} to {window.until}"
