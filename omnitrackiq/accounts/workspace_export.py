"""Everything of one workspace as one ZIP archive, written while it is read: its marts, and the rows about itself."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit_tables import AuditEventRow
from omnitrackiq.accounts.people_tables import MembershipRow, UserRow
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.workspace_tables import TABLES_OF_A_WORKSPACE
from omnitrackiq.database import Base, Database
from omnitrackiq.warehouse.mart_export import mart_files
from omnitrackiq.warehouse.readers import MartReader, NotPublishedError

EXPORTED: tuple[type[Base], ...] = (WorkspaceRow, *TABLES_OF_A_WORKSPACE, AuditEventRow)
"""The tables of the control database whose rows belong to a workspace, with its own row and its audit log."""

SECRET_COLUMNS = frozenset(
    {"sealed_secrets", "sealed_call", "sealed_answer", "replacements", "code_hash", "token_hash", "call_digest"}
)
"""What never leaves: secrets, hashes of codes, and what keeps forgotten shoppers forgotten."""

_ABOUT = """Everything that OmniTrackIQ holds of the workspace {workspace_id}, as of {moment}.

marts/     one Parquet file per table that dashboards and BI tools read
control/   one JSON file per table about the workspace itself: settings, team, connections, syncs, audit log

Secrets are left out: tokens of platforms, API tokens and passwords cannot be exported.
"""
_CHUNK = 64 * 1024


def archive_of(database: Database, reader: MartReader) -> Iterator[bytes]:
    """The archive of the workspace of ``reader``, piece by piece; nothing of it is kept in memory or on disk.

    A workspace that was never published has no marts in it.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        with database.reading() as session:
            tables = control_rows(session, reader.workspace_id)
        moment = f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
        about = _ABOUT.format(workspace_id=reader.workspace_id, moment=moment)
        archive.writestr("README.txt", about)
        for name, rows in tables.items():
            archive.writestr(f"control/{name}.json", json.dumps(rows, default=str, ensure_ascii=False, indent=1))
            yield sink.taken()
        for name, file in _marts(reader):
            with archive.open(f"marts/{name}.parquet", "w", force_zip64=True) as entry:
                while chunk := file.read(_CHUNK):
                    entry.write(chunk)
                    yield sink.taken()
    yield sink.taken()


def control_rows(session: Session, workspace_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of one workspace by table, without secrets; its members are named."""
    rows = {
        table.__tablename__: [
            _plain(row) for row in session.scalars(select(table).where(table.__table__.c.workspace_id == workspace_id))
        ]
        for table in EXPORTED
    }
    query = (
        select(UserRow.user_id, UserRow.email, UserRow.name)
        .join(MembershipRow, MembershipRow.user_id == UserRow.user_id)
        .where(MembershipRow.workspace_id == workspace_id)
    )
    members = [dict(row) for row in session.execute(query.order_by(UserRow.email)).mappings()]
    return {**rows, "members": members}


def _plain(row: Base) -> dict[str, Any]:
    return {
        column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in SECRET_COLUMNS
    }


def _marts(reader: MartReader) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        snapshot = reader.snapshot()
    except NotPublishedError:
        return
    yield from mart_files(snapshot)


class _Sink(io.RawIOBase):
    """Where the archive is written to: what was not taken yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last call."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data
