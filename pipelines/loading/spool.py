"""Finished slices, projected and spilled to disk until their round is loaded."""

import itertools
import shutil
import threading
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.loading.batches import batches
from pipelines.loading.connection import Connection
from pipelines.loading.errors import PermanentError
from pipelines.loading.projection import Reject, covered_key, covering_columns, is_broken, markers, project
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Source
from pipelines.loading.staged_rows import StagedRows
from pipelines.loading.table import LOAD_WINDOWS, REJECTED_RECORDS, Table

CHUNK_ROWS = 50_000
PROJECTED_AT_ONCE = 10_000

RejectedKeys = dict[str, list[str]]


class Spool:
    """The slices of one round in ``folder``: an Arrow file per table, and one more for each table of a large slice.

    ``outstanding`` holds, per connection and table, the covered keys that have records in quarantine; it is kept up to
    date so that a repaired record leaves the quarantine, and ``rejected`` is how it stands when the round ends. Safe to
    fill from several threads.
    """

    def __init__(self, source: Source, folder: Path, outstanding: dict[str, RejectedKeys]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._source = source
        self._folder = folder
        self._outstanding = outstanding
        self._lock = threading.Lock()
        self._writers: dict[str, pa.ipc.RecordBatchFileWriter] = {}
        self._files: dict[str, list[Path]] = {}
        self._numbers = itertools.count(1)
        self._covered: set[tuple[Any, ...]] = set()
        self.cursors: dict[str, dict[str, dict[str, Any]]] = {}
        self.rejected: dict[str, RejectedKeys] = {}
        self.row_count = 0

    def accepts(self, connection: Connection, piece: Slice) -> bool:
        """False where a slice of this round covers the same key already: it must wait for the next round."""
        with self._lock:
            return self._covered.isdisjoint(_covered_keys(connection, piece))

    def add(self, connection: Connection, piece: Slice, window: SyncWindow) -> int:
        """Projects and writes a slice with its markers, windows and rejects; returns the rows that fit."""
        _refuse_uncovered_tables(piece)
        staged = {name: StagedRows(self._folder / f"{name}.{next(self._numbers)}.arrow") for name in piece.covers}
        rejects: list[Reject] = []
        loaded = 0
        try:
            for name, rows in staged.items():
                found = self._stage(connection, piece, name, rows)
                rejects += found
                loaded += len(piece.rows.get(name, ())) - len(found)
        except BaseException:
            for rows in staged.values():
                rows.forget()
            raise
        notes = {
            LOAD_WINDOWS.name: [_windows(connection, piece, window)],
            REJECTED_RECORDS.name: self._quarantine(connection, piece, rejects),
        }
        with self._lock:
            for name, rows in staged.items():
                if path := rows.close():
                    self._files.setdefault(name, []).append(path)
            for name, parts in [*((name, rows.tables) for name, rows in staged.items()), *notes.items()]:
                for part in parts:
                    self._write(name, part)
            self._covered |= _covered_keys(connection, piece)
            cursor = self.cursors.setdefault(connection.connection_id, {}).setdefault(piece.stream, {})
            cursor.update(piece.cursor)
            self.row_count += loaded
        return loaded

    def _stage(self, connection: Connection, piece: Slice, name: str, staged: StagedRows) -> list[Reject]:
        """Adds the rows of a table that fit, and markers for covered keys without any; returns the records that do not.

        Raises PermanentError where rows stand outside what is covered, or none fits.
        """
        table, covers = self._source.table(name), piece.covers[name]
        rejects: list[Reject] = []
        held: set[tuple[Any, ...]] = set()
        for records in batches(piece.rows.get(name, ()), PROJECTED_AT_ONCE):
            projection = project(connection, table, records)
            rejects += projection.rejects
            staged.add(projection.rows)
            if is_broken(staged.row_count, rejects):
                self._set_aside(connection, replace(piece, covers={name: covers}), rejects)
                raise _broken(connection, rejects[0])
            held |= _keys_of(table, projection.rows)
        _refuse_keys_outside(connection, table, held - set(covers))
        staged.add(markers(connection, table, [key for key in covers if key not in held]))
        return rejects

    def _set_aside(self, connection: Connection, piece: Slice, rejects: Sequence[Reject]) -> None:
        """Puts records into quarantine and leaves what is stored as it is."""
        quarantine = self._quarantine(connection, piece, list(rejects))
        with self._lock:
            for part in quarantine:
                self._write(REJECTED_RECORDS.name, part)

    def close(self) -> None:
        """Ends writing; what was spilled can be read from now on."""
        for writer in self._writers.values():
            writer.close()
        self.rejected = deepcopy(self._outstanding)

    def forget(self) -> None:
        """Removes what was spilled, once it went on."""
        shutil.rmtree(self._folder)

    def batches(self, table: str) -> Iterator[pa.Table]:
        """The spilled rows of a table, in chunks."""
        shared = [self._path(table)] if table in self._writers else []
        for path in [*shared, *self._files.get(table, ())]:
            yield from _chunks(path)

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.arrow"

    def _write(self, table: str, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        if table not in self._writers:
            self._writers[table] = pa.ipc.new_file(str(self._path(table)), rows.schema)
        self._writers[table].write_table(rows)

    def _quarantine(self, connection: Connection, piece: Slice, rejects: list[Reject]) -> list[pa.Table]:
        with self._lock:
            known = self._outstanding.setdefault(connection.connection_id, {})
            parts = []
            for name, covers in piece.covers.items():
                outstanding = set(known.get(name, ()))
                now_rejected = {reject.covered_key for reject in rejects if reject.table_name == name}
                if not outstanding and not now_rejected:
                    continue
                repaired = outstanding & {covered_key(key) for key in covers} - now_rejected
                parts.append(markers(connection, REJECTED_RECORDS, [(name, key) for key in sorted(repaired)]))
                known[name] = sorted(outstanding - repaired | now_rejected)
                if not known[name]:
                    del known[name]
            if not known:
                del self._outstanding[connection.connection_id]
        records = [
            {
                "table_name": reject.table_name,
                "covered_key": reject.covered_key,
                "stream": piece.stream,
                "field": reject.field,
                "reason": reject.reason,
                "example": reject.example.replace("\x00", "\\0"),
            }
            for reject in rejects
        ]
        rows = project(connection, REJECTED_RECORDS, records).rows
        texts = pa.array([reject.record for reject in rejects], pa.string())
        return [*parts, rows.set_column(rows.schema.get_field_index("record"), "record", texts)]


def _windows(connection: Connection, piece: Slice, window: SyncWindow) -> pa.Table:
    records = [
        {
            "account_id": covered.account_id,
            "stream": piece.stream,
            "date_day": covered.date_day.isoformat(),
            "observed_on": window.now.date().isoformat(),
            "row_count": covered.row_count,
            "spend": covered.spend,
            "conversions": covered.conversions,
            "conversion_value": covered.conversion_value,
            "settles_on": covered.settles_on,
            "read_twice": covered.read_twice,
        }
        for covered in piece.windows
    ]
    return project(connection, LOAD_WINDOWS, records).rows


def _covered_keys(connection: Connection, piece: Slice) -> set[tuple[Any, ...]]:
    return {(connection.connection_id, name, *key) for name, covers in piece.covers.items() for key in covers}


def _broken(connection: Connection, reject: Reject) -> PermanentError:
    return PermanentError(
        f"{connection.source} has changed what it sends: not one record of {reject.table_name} can be read, for "
        f"{reject.field} {reject.reason} (an example is {reject.example[:60]!r}); what was loaded before stays. "
        "Update OmniTrackIQ or report this."
    )


def _refuse_uncovered_tables(piece: Slice) -> None:
    uncovered = sorted(set(piece.rows) - set(piece.covers))
    if uncovered:
        raise PermanentError(f"Stream {piece.stream} has rows of {', '.join(uncovered)} that it does not cover.")


def _keys_of(table: Table, rows: pa.Table) -> set[tuple[Any, ...]]:
    """The covered keys that have rows."""
    names = list(covering_columns(table))
    if not names:
        return {()} if rows.num_rows else set()
    groups = rows.group_by(names, use_threads=False).aggregate([])
    return {tuple(group[name] for name in names) for group in groups.to_pylist()}


def _refuse_keys_outside(connection: Connection, table: Table, outside: set[tuple[Any, ...]]) -> None:
    if outside:
        raise PermanentError(
            f"{connection.source} answered with rows of {table.name} that were not asked for, such as "
            f"{', '.join(map(str, sorted(outside, key=str)[0]))}; nothing of this part was loaded."
        )


def _chunks(path: Path) -> Iterator[pa.Table]:
    # Not mapped: what is read would count as memory of the process for as long as the file is open.
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        pending: list[pa.RecordBatch] = []
        for position in range(reader.num_record_batches):
            pending.append(reader.get_batch(position))
            if sum(batch.num_rows for batch in pending) >= CHUNK_ROWS:
                rows = pa.Table.from_batches(pending).combine_chunks()
                pending.clear()
                yield rows
        if pending:
            yield pa.Table.from_batches(pending).combine_chunks()
