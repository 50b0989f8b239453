"""The audit log: who did what, when and from where, as a chain of digests per workspace that shows any change."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit_tables import INSTALLATION, ActorKind, AuditChainRow, AuditEventRow

_BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user, the operator at the shell, an API token, or a visitor nobody knows yet."""

    kind: ActorKind
    name: str
    id: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry; ``workspace_id`` is None for what belongs to no workspace, ``happened_at`` is UTC."""

    workspace_id: str | None
    position: int
    happened_at: datetime
    actor: Actor
    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    now: datetime,
    workspace_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append an event in the transaction of what it tells of; ``details`` is JSON, without any secret.

    Writers of the same chain wait for each other until their transactions end.
    """
    chain = _locked_chain(session, workspace_id or INSTALLATION)
    row = AuditEventRow(
        workspace_id=chain.workspace_id,
        position=chain.length + 1,
        happened_at=now.astimezone(UTC),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:254],
        address=actor.address,
        action=action,
        subject=subject[:254],
        details=dict(details or {}),
    )
    row.digest = _digest(row, chain.digest)
    session.add(row)
    chain.length, chain.digest = row.position, row.digest
    session.flush()


def audit_events(session: Session, workspace_id: str | None, *, limit: int = 200) -> list[AuditEvent]:
    """The newest events of a workspace (None: of no workspace), the newest first."""
    query = select(AuditEventRow).where(AuditEventRow.workspace_id == (workspace_id or INSTALLATION))
    return [_value(row) for row in session.scalars(query.order_by(AuditEventRow.position.desc()).limit(limit))]


def first_broken(session: Session, workspace_id: str | None) -> int | None:
    """The position of the first event that was changed, added or removed behind our back; None when all is whole."""
    name = workspace_id or INSTALLATION
    chain = session.get(AuditChainRow, name)
    position, digest = 0, _BEGINNING
    query = select(AuditEventRow).where(AuditEventRow.workspace_id == name).order_by(AuditEventRow.position)
    for row in session.scalars(query):
        position += 1
        digest = _digest(row, digest)
        if (row.position, row.digest) != (position, digest):
            return position
    whole = (chain.length, chain.digest) if chain else (0, _BEGINNING)
    return None if whole == (position, digest) else position + 1


def chain_names(session: Session) -> Iterator[str | None]:
    """The workspaces that have events, and None for the chain of the installation."""
    for name in session.scalars(select(AuditChainRow.workspace_id).order_by(AuditChainRow.workspace_id)):
        yield None if name == INSTALLATION else name


def erase_chain(session: Session, workspace_id: str) -> tuple[int, str]:
    """Remove the events of a purged workspace; returns how many there were and the digest that they ended with."""
    chain = session.get(AuditChainRow, workspace_id)
    if chain is None:
        return 0, _BEGINNING
    ended = chain.length, chain.digest
    session.execute(delete(AuditEventRow).where(AuditEventRow.workspace_id == workspace_id))
    session.delete(chain)
    session.flush()
    return ended


def _locked_chain(session: Session, name: str) -> AuditChainRow:
    """The row of a chain, made if need be, held until the transaction ends."""
    query = select(AuditChainRow).where(AuditChainRow.workspace_id == name)
    held = query.with_for_update().execution_options(populate_existing=True)
    chain = session.scalar(held)
    if chain is not None:
        return chain
    try:
        with session.begin_nested():
            session.add(AuditChainRow(workspace_id=name, length=0, digest=_BEGINNING))
    except IntegrityError:
        # Somebody else began the chain at the same moment and has committed it by now.
        session.expire_all()
    return session.scalars(held).one()


def _digest(row: AuditEventRow, before: str) -> str:
    told = {
        "workspace_id": row.workspace_id,
        "position": row.position,
        "happened_at": row.happened_at.isoformat(),
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "actor_name": row.actor_name,
        "address": row.address,
        "action": row.action,
        "subject": row.subject,
        "details": row.details,
        "before": before,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _value(row: AuditEventRow) -> AuditEvent:
    return AuditEvent(
        workspace_id=None if row.workspace_id == INSTALLATION else row.workspace_id,
        position=row.position,
        happened_at=row.happened_at,
        actor=Actor(cast(ActorKind, row.actor_kind), row.actor_name, row.actor_id, row.address),
        action=row.action,
        subject=row.subject,
        details=row.details,
    )
