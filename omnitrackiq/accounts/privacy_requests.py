"""Requests about shoppers' personal data: taken in once, carried out later, and forgotten except for what keeps
them forgotten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import UnknownRequestError
from omnitrackiq.accounts.identifiers import may_be_id, new_id
from omnitrackiq.accounts.privacy_calls import PrivacyCall
from omnitrackiq.accounts.privacy_tables import PrivacyRequestRow, PrivacyState, PrivacyTopic
from omnitrackiq.accounts.tables import ConnectionRow, WorkspaceRow
from omnitrackiq.warehouse.forgotten import Forgotten

ANSWER_LIFE = timedelta(days=30)
"""How long the answer to a customer's question can be fetched."""

_REPEATED_WITHIN = timedelta(days=7)
_SHOPIFY = Actor("visitor", "Shopify")


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """A request as it is listed; times are UTC. ``has_answer``: there is something to hand to the shop."""

    workspace_id: str
    request_id: str
    topic: PrivacyTopic
    shop: str
    state: PrivacyState
    received_at: datetime
    done_at: datetime | None
    has_answer: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a request is about, by Shopify's numbers and the address as it is hashed; all empty for a whole shop."""

    customer_id: str
    email: str
    order_ids: tuple[str, ...]


def receive(session: Session, box: SecretBox, call: PrivacyCall, *, webhook_id: str, now: datetime) -> int:
    """Keep a call for every workspace that has or had its shop; returns for how many it was new.

    Whoever merely names a shop does not have it: a draft counts once its test has passed.
    The same delivery, or the same body within a week, counts once.
    """
    return sum(
        _keep(session, box, call, workspace_id, webhook_id, now) for workspace_id in _workspaces_of(session, call.shop)
    )


def waiting_requests(session: Session) -> list[PrivacyRequest]:
    """What is not done yet, the oldest first; workspaces that are deleted for good have none."""
    query = select(PrivacyRequestRow).where(PrivacyRequestRow.state != "done")
    return [_value(row) for row in session.scalars(query.order_by(PrivacyRequestRow.received_at))]


def list_requests(session: Session, workspace_id: str) -> list[PrivacyRequest]:
    """All requests of a workspace, the newest first."""
    query = select(PrivacyRequestRow).where(PrivacyRequestRow.workspace_id == workspace_id)
    return [_value(row) for row in session.scalars(query.order_by(PrivacyRequestRow.received_at.desc()))]


def subject_of(session: Session, box: SecretBox, request: PrivacyRequest) -> Subject:
    """Whom a request that is not done is about; raises SecretsError, UnknownRequestError."""
    row = _row(session, request.workspace_id, request.request_id)
    told = box.open(row.workspace_id, row.request_id, row.sealed_call or "")
    orders = tuple(number for number in told["order_ids"].split(",") if number)
    return Subject(told["customer_id"], told["email"], orders)


def connections_of(session: Session, request: PrivacyRequest) -> list[str]:
    """The ids of the connections, removed ones too, through which the request's shop was read."""
    return [
        row.connection_id
        for row in _shop_connections(session, request.shop)
        if row.workspace_id == request.workspace_id
    ]


def replacements_of(session: Session, request: PrivacyRequest) -> dict[str, str]:
    """What is remembered so far of whom the request forgets."""
    return dict(_row(session, request.workspace_id, request.request_id).replacements)


def remember(session: Session, request: PrivacyRequest, replacements: Mapping[str, str]) -> None:
    """Keep what stands in for whom, before anything is replaced."""
    _row(session, request.workspace_id, request.request_id).replacements = dict(replacements)
    session.flush()


def forgotten_in(session: Session, workspace_id: str) -> Forgotten:
    """Everybody who is forgotten in a workspace, for whatever reads its sources."""
    query = select(PrivacyRequestRow.replacements).where(
        PrivacyRequestRow.workspace_id == workspace_id, PrivacyRequestRow.topic == "customers/redact"
    )
    known: dict[str, str] = {}
    rows: Iterable[dict[str, str]] = session.scalars(query.order_by(PrivacyRequestRow.received_at.desc()))
    for replacements in rows:
        known |= replacements
    return Forgotten(known)


def note_erased(session: Session, request: PrivacyRequest) -> None:
    """The raw rows are mended; the models have to follow."""
    _row(session, request.workspace_id, request.request_id).state = "erased"
    session.flush()


def note_done(session: Session, request: PrivacyRequest, *, actor: Actor, now: datetime) -> None:
    """All is carried out: whom it was about is not needed any more."""
    row = _row(session, request.workspace_id, request.request_id)
    row.state, row.done_at, row.sealed_call = "done", now, None
    session.flush()
    details = {"topic": row.topic, "shop": row.shop}
    record(session, actor, "privacy.done", row.request_id, now=now, workspace_id=row.workspace_id, details=details)


def keep_answer(session: Session, box: SecretBox, request: PrivacyRequest, answer: str) -> None:
    """Keep what is stored of a customer for the shop to fetch."""
    row = _row(session, request.workspace_id, request.request_id)
    row.sealed_answer = box.seal(row.workspace_id, row.request_id, {"answer": answer})
    session.flush()


def read_answer(session: Session, box: SecretBox, workspace_id: str, request_id: str) -> str:
    """The answer to a customer's question (JSON); raises UnknownRequestError where there is none, SecretsError."""
    row = _row(session, workspace_id, request_id)
    if row.sealed_answer is None:
        raise UnknownRequestError(request_id)
    return box.open(workspace_id, request_id, row.sealed_answer)["answer"]


def forget_answers(session: Session, *, now: datetime) -> None:
    """Remove answers that were there for long enough."""
    old = PrivacyRequestRow.done_at < now - ANSWER_LIFE
    session.execute(update(PrivacyRequestRow).where(old).values(sealed_answer=None))


def forget_answers_about(session: Session, request: PrivacyRequest) -> None:
    """Remove the answers of a shop whose customer is to be forgotten: one of them may be about that customer."""
    same = PrivacyRequestRow.workspace_id == request.workspace_id, PrivacyRequestRow.shop == request.shop
    session.execute(update(PrivacyRequestRow).where(*same).values(sealed_answer=None))


def _keep(
    session: Session, box: SecretBox, call: PrivacyCall, workspace_id: str, webhook_id: str, now: datetime
) -> bool:
    seen = select(PrivacyRequestRow.request_id).where(
        PrivacyRequestRow.workspace_id == workspace_id,
        or_(
            PrivacyRequestRow.webhook_id == webhook_id,
            (PrivacyRequestRow.call_digest == call.digest) & (PrivacyRequestRow.received_at > now - _REPEATED_WITHIN),
        ),
    )
    if session.scalar(seen.limit(1)) is not None:
        return False
    request_id = new_id("pr")
    row = PrivacyRequestRow(
        workspace_id=workspace_id,
        request_id=request_id,
        webhook_id=webhook_id,
        call_digest=call.digest,
        topic=call.topic,
        shop=call.shop,
        state="open",
        received_at=now,
        sealed_call=box.seal(workspace_id, request_id, call.told()),
        replacements={},
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The same delivery arrived twice at the same moment.
        return False
    details = {"topic": call.topic, "shop": call.shop}
    record(session, _SHOPIFY, "privacy.received", request_id, now=now, workspace_id=workspace_id, details=details)
    return True


def _workspaces_of(session: Session, shop: str) -> list[str]:
    living = set(session.scalars(select(WorkspaceRow.workspace_id).where(WorkspaceRow.purged_at.is_(None))))
    return sorted({row.workspace_id for row in _shop_connections(session, shop)} & living)


def _shop_connections(session: Session, shop: str) -> list[ConnectionRow]:
    is_proven = or_(ConnectionRow.status != "draft", ConnectionRow.test_status == "ok")
    query = select(ConnectionRow).where(ConnectionRow.source == "shopify", is_proven)
    return [row for row in session.scalars(query) if row.config.get("shop") == shop]


def _row(session: Session, workspace_id: str, request_id: str) -> PrivacyRequestRow:
    row = session.get(PrivacyRequestRow, (workspace_id, request_id)) if may_be_id(request_id) else None
    if row is None:
        raise UnknownRequestError(request_id)
    return row


def _value(row: PrivacyRequestRow) -> PrivacyRequest:
    return PrivacyRequest(
        workspace_id=row.workspace_id,
        request_id=row.request_id,
        topic=cast(PrivacyTopic, row.topic),
        shop=row.shop,
        state=cast(PrivacyState, row.state),
        received_at=row.received_at,
        done_at=row.done_at,
        has_answer=row.sealed_answer is not None,
    )
