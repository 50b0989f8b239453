"""API tokens: a program's key to one workspace, shown once, worth what its scopes and its user's role both allow."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.codes import code_hash, new_code
from omnitrackiq.accounts.credential_tables import ApiTokenRow
from omnitrackiq.accounts.errors import InvalidValueError, UnknownTokenError
from omnitrackiq.accounts.identifiers import new_id
from omnitrackiq.accounts.permissions import Action, can, require
from omnitrackiq.accounts.workspaces import checked_name, lock_workspace

SCOPES: Mapping[str, frozenset[Action]] = {
    "read": frozenset({"read_dashboards", "export"}),
    "acknowledge": frozenset({"acknowledge_anomalies"}),
    "sync": frozenset({"sync"}),
}

_PREFIX = "oiq_"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret; times are UTC, ``expires_at`` is None for one that stays."""

    workspace_id: str
    token_id: str
    user_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def create_token(
    session: Session,
    *,
    workspace_id: str,
    user_id: str,
    name: str,
    scopes: Collection[str],
    actor: Actor,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token that acts for a user of the workspace; returns it and the secret, which is stored by hash only.

    Raises InvalidValueError, UnknownWorkspaceError, or ForbiddenError when the user may not have tokens there.
    """
    unknown = sorted(set(scopes) - SCOPES.keys())
    if unknown or not scopes:
        raise InvalidValueError(f"The scopes of a token are some of {', '.join(SCOPES)}.")
    if expires_at is not None and expires_at <= now:
        raise InvalidValueError("A token must end in the future.")
    lock_workspace(session, workspace_id)
    require(session, user_id, "manage_api_tokens", workspace_id)
    secret = _PREFIX + new_code()
    row = ApiTokenRow(
        workspace_id=workspace_id,
        token_id=new_id("at"),
        user_id=user_id,
        name=checked_name(name),
        scopes=sorted(set(scopes)),
        token_hash=code_hash(secret),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    made = {"name": row.name, "scopes": row.scopes}
    record(session, actor, "token.created", row.token_id, now=now, workspace_id=workspace_id, details=made)
    return _value(row), secret


def list_tokens(session: Session, workspace_id: str) -> list[ApiToken]:
    """The tokens of a workspace that were not revoked, the oldest first."""
    query = select(ApiTokenRow).where(ApiTokenRow.workspace_id == workspace_id, ApiTokenRow.revoked_at.is_(None))
    return [_value(row) for row in session.scalars(query.order_by(ApiTokenRow.created_at, ApiTokenRow.token_id))]


def revoke_token(session: Session, workspace_id: str, token_id: str, *, actor: Actor, now: datetime) -> None:
    """End a token at once; raises UnknownTokenError."""
    row = session.get(ApiTokenRow, (workspace_id, token_id))
    if row is None or row.revoked_at is not None:
        raise UnknownTokenError(token_id)
    row.revoked_at = now
    session.flush()
    record(session, actor, "token.revoked", token_id, now=now, workspace_id=workspace_id)


def find_token(session: Session, secret: str, *, now: datetime) -> ApiToken | None:
    """The living token that ``secret`` belongs to."""
    row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == code_hash(secret)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return _value(row)


def token_can(session: Session, token: ApiToken, action: Action) -> bool:
    """Whether a token may do ``action`` in its workspace right now."""
    in_scope = any(action in SCOPES.get(scope, ()) for scope in token.scopes)
    return in_scope and can(session, token.user_id, action, token.workspace_id)


def _value(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        workspace_id=row.workspace_id,
        token_id=row.token_id,
        user_id=row.user_id,
        name=row.name,
        scopes=tuple(str(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
