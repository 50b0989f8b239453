"""Carries out what Shopify asks about personal data: before a build in what was loaded, after it in what is left.

A request goes from open through erased to done, and every step can be repeated after a kill: what stands in for whom
is stored before anything is replaced, and done is only what the models and readers have followed.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.connections import remove_connection
from omnitrackiq.accounts.errors import SecretsError, UnknownConnectionError
from omnitrackiq.accounts.mail import MailError, open_postbox
from omnitrackiq.accounts.mail_texts import privacy_answer_mail
from omnitrackiq.accounts.memberships import members_of
from omnitrackiq.accounts.privacy_requests import (
    PrivacyRequest,
    Subject,
    connections_of,
    forget_answers,
    forget_answers_about,
    keep_answer,
    note_done,
    note_erased,
    remember,
    replacements_of,
    subject_of,
    waiting_requests,
)
from omnitrackiq.accounts.privacy_tables import PrivacyTopic
from omnitrackiq.warehouse.anew import write_anew
from omnitrackiq.warehouse.forgetting import (
    Traces,
    find_traces,
    forget_connections,
    forget_shopper,
    models_followed,
    rows_about,
)
from omnitrackiq.warehouse.forgotten import Forgotten, new_replacements
from omnitrackiq.warehouse.hashing import workspace_hash_key
from omnitrackiq.warehouse.publishing import remove_replaced_files
from orchestration.installation import Installation
from orchestration.lanes import every_lane
from orchestration.progress import LogObserver
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.loading.working_files import has_pending_package, remove_worked_files
from pipelines.shopify import SOURCE as SHOPIFY

_log = logging.getLogger(__name__)
_CLOCK = Actor("operator", "privacy requests")


def carry_out_requests(installation: Installation) -> list[PrivacyRequest]:
    """Answers and erases in what was loaded, for every request that waits; returns the requests. Before a build.

    One that cannot be carried out stays open and is logged. Raises LaneBusyError, WarehouseError.
    """
    with installation.database.writing() as session:
        forget_answers(session, now=installation.wall_clock())
        waiting = waiting_requests(session)
    if not waiting:
        return []
    _load_what_is_pending(installation)
    with every_lane(installation.warehouse):
        if has_pending_package(installation.warehouse.home, SHOPIFY.name):
            return waiting
        remove_worked_files(installation.warehouse.home)
        for request in waiting:
            try:
                _STEPS[request.topic](installation, request)
            except (MailError, SecretsError) as error:
                # It waits for the next build, and nobody else has to wait with it.
                _log.error("The privacy request %s of %s waits: %s", request.request_id, request.workspace_id, error)
    return waiting


def finish_requests(installation: Installation) -> list[PrivacyRequest]:
    """Ends every request whose erasure the models have followed, and returns them. After a publish."""
    warehouse, now = installation.warehouse, installation.wall_clock()
    with installation.database.reading() as session:
        erased = [request for request in waiting_requests(session) if request.state == "erased"]
    if not erased:
        return []
    with every_lane(warehouse):
        followed = [request for request in erased if models_followed(warehouse, request.workspace_id)]
        for workspace_id in {request.workspace_id for request in followed}:
            remove_replaced_files(warehouse, workspace_id, now)
        if followed:
            write_anew(warehouse)
    for request in followed:
        with installation.database.writing() as session:
            note_done(session, request, actor=_CLOCK, now=now)
    return followed


def _load_what_is_pending(installation: Installation) -> None:
    """Let rows that a killed run left on their way arrive first, so that they are found."""
    if has_pending_package(installation.warehouse.home, SHOPIFY.name):
        run_source(SHOPIFY, [], SyncWindow(installation.wall_clock()), installation.warehouse, LogObserver())


def _forget_customer(installation: Installation, request: PrivacyRequest) -> None:
    warehouse, workspace_id = installation.warehouse, request.workspace_id
    subject, traces = _found(installation, request)
    with installation.database.writing() as session:
        known = new_replacements(traces.keys, traces.order_ids, replacements_of(session, request))
        remember(session, request, known)
        forget_answers_about(session, request)
    forget_shopper(warehouse, workspace_id, traces, Forgotten(known), subject.customer_id)
    with installation.database.writing() as session:
        note_erased(session, request)


def _forget_shop(installation: Installation, request: PrivacyRequest) -> None:
    now = installation.wall_clock()
    with installation.database.writing() as session:
        connection_ids = connections_of(session, request)
        forget_answers_about(session, request)
        for connection_id in connection_ids:
            _remove(session, request.workspace_id, connection_id, now)
    forget_connections(installation.warehouse, request.workspace_id, connection_ids)
    with installation.database.writing() as session:
        note_erased(session, request)


def _remove(session: Session, workspace_id: str, connection_id: str, now: datetime) -> None:
    try:
        remove_connection(session, workspace_id, connection_id, now=now)
    except UnknownConnectionError:
        return


def _answer(installation: Installation, request: PrivacyRequest) -> None:
    subject, traces = _found(installation, request)
    rows = rows_about(installation.warehouse, request.workspace_id, traces)
    answer = {"shop": request.shop, "customer_id": subject.customer_id, "stored": rows}
    with installation.database.writing() as session:
        owners = [each.email for each in members_of(session, request.workspace_id) if each.role == "owner"]
        keep_answer(session, installation.secret_box, request, json.dumps(answer, default=str, ensure_ascii=False))
    _tell(installation, request, owners)
    with installation.database.writing() as session:
        note_done(session, request, actor=_CLOCK, now=installation.wall_clock())


def _tell(installation: Installation, request: PrivacyRequest, owners: Sequence[str]) -> None:
    """Mail the owners that an answer is ready; one who hears of it is enough, for all of them see it.

    Raises MailError where none can be reached. After a kill in between they may be told twice, but never not at all.
    """
    settings = installation.settings
    smtp_url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    postbox = open_postbox(smtp_url, settings.mail_from, settings.home)
    refusals = []
    for owner in owners:
        try:
            postbox.send(privacy_answer_mail(settings.public_url, owner, request.workspace_id, request.shop))
        except MailError as error:
            refusals.append(error)
    if refusals and len(refusals) == len(owners):
        raise refusals[0]
    for refusal in refusals:
        _log.error("An owner of %s was not told of request %s: %s", request.workspace_id, request.request_id, refusal)


def _found(installation: Installation, request: PrivacyRequest) -> tuple[Subject, Traces]:
    """Whom a request is about, and what the warehouse has of them."""
    with installation.database.reading() as session:
        subject = subject_of(session, installation.secret_box, request)
    key = workspace_hash_key(installation.settings.pii_key.get_secret_value(), request.workspace_id)
    hashing = Connection(request.workspace_id, "", SHOPIFY.name, hash_key=key)
    keys = [hashing.hash(value) for value in (subject.customer_id, subject.email) if value]
    return subject, find_traces(installation.warehouse, request.workspace_id, keys, subject.order_ids)


_STEPS: Mapping[PrivacyTopic, Callable[[Installation, PrivacyRequest], None]] = {
    "shop/redact": _forget_shop,
    "customers/redact": _forget_customer,
    "customers/data_request": _answer,
}
