"""The secrets of stored connections: read by whoever syncs or tests, replaced when a platform hands out new ones."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.connection_kinds import connection_kind
from omnitrackiq.accounts.connections import ConnectionRecord
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import UnknownConnectionError
from omnitrackiq.accounts.tables import ConnectionRow


def read_secrets(session: Session, box: SecretBox, connection: ConnectionRecord) -> dict[str, str]:
    """The secrets of ``connection``, by name. Raises UnknownConnectionError or SecretsError."""
    row = _row(session, connection)
    if row.sealed_secrets is None:
        return {}
    return box.open(row.workspace_id, row.connection_id, row.sealed_secrets)


def replace_secrets(
    session: Session, box: SecretBox, connection: ConnectionRecord, secrets: Mapping[str, str], *, now: datetime
) -> None:
    """Store ``secrets`` in place of all that ``connection`` had.

    Raises InvalidValueError or, also when it was removed since the transaction read it, UnknownConnectionError.
    """
    given = connection_kind(connection.source).secrets(secrets)
    row = _row(session, connection, lock=True)
    row.sealed_secrets = box.seal(row.workspace_id, row.connection_id, given)
    row.updated_at = now
    session.flush()


def seal_with_newest_key(session: Session, box: SecretBox) -> int:
    """Seal every secret again that an older key holds, so that the key can be retired; returns how many.

    The connections are held until the transaction ends: what is renewed or removed meanwhile stays so.
    """
    changed = 0
    sealed_ones = select(ConnectionRow).where(ConnectionRow.sealed_secrets.is_not(None))
    for row in session.scalars(sealed_ones.with_for_update()):
        sealed = row.sealed_secrets or ""
        if not box.is_newest(sealed):
            secrets = box.open(row.workspace_id, row.connection_id, sealed)
            row.sealed_secrets = box.seal(row.workspace_id, row.connection_id, secrets)
            changed += 1
    session.flush()
    return changed


def _row(session: Session, connection: ConnectionRecord, *, lock: bool = False) -> ConnectionRow:
    key = connection.workspace_id, connection.connection_id
    row = session.get(ConnectionRow, key, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.removed_at is not None:
        raise UnknownConnectionError(connection.connection_id)
    return row
