"""What people do with connections: begin a draft, choose its accounts, test, sync and remove it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import runs, workbench
from dashboards.acting import Deed, Done, act
from dashboards.connecting.guides import APP_ASKS, GUIDES, Ask
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.connection_kinds import connection_kind
from omnitrackiq.accounts.connections import (
    ConnectionRecord,
    add_connection,
    configure_connection,
    get_connection,
    remove_connection,
    set_connection_status,
)
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.tries import CONNECTION_TEST_WORKSPACE, count_try
from omnitrackiq.accounts.workspaces import lock_workspace

CHOSEN, DRAFT = "connect", "draft"
"""Where the page stands, in its address: the source that is being connected, or the draft that is being finished."""


def asks_of(source: str) -> list[Ask]:
    """What has to be pasted to connect ``source`` here."""
    available = workbench.require().app_secrets
    missing = [name for name in connection_kind(source).app_secrets if name not in available]
    return [*GUIDES[source].asks, *(APP_ASKS[name] for name in missing)]


def begin(source: str) -> None:
    """Keep what was pasted as a draft, encrypted, and have it tested."""
    asks = asks_of(source)
    given = {ask.name: str(st.session_state[f"ask_{ask.name}"]).strip() for ask in asks}
    secrets = {ask.name: given[ask.name] for ask in asks if ask.secret}
    config = {ask.name: given[ask.name] for ask in asks if not ask.secret}
    bench = workbench.require()

    def work(deed: Deed) -> Done:
        count_try(deed.session, CONNECTION_TEST_WORKSPACE, deed.workspace_id, now=deed.now)
        draft = add_connection(
            deed.session,
            bench.box,
            workspace_id=deed.workspace_id,
            source=source,
            config=config,
            secrets=secrets,
            now=deed.now,
        )
        _note(deed, "connection.added", draft)
        st.query_params.pop(CHOSEN, None)
        st.query_params[DRAFT] = draft.connection_id
        return Done("", then=lambda: runs.check_connection(bench.dagster_url, draft.connection_id))

    act("connect", work)


def test_again(connection_id: str) -> None:
    """Have a connection tested once more."""
    bench = workbench.require()

    def work(deed: Deed) -> Done:
        get_connection(deed.session, deed.workspace_id, connection_id)
        count_try(deed.session, CONNECTION_TEST_WORKSPACE, deed.workspace_id, now=deed.now)
        text = "The test has begun; its outcome appears here within a minute."
        return Done(text, then=lambda: runs.check_connection(bench.dagster_url, connection_id))

    act("connect", work)


def activate(connection_id: str, config: Mapping[str, Any]) -> None:
    """Give a tested draft its accounts and depth and make it active; the scheduler sees it and reads it by itself.

    The page that was clicked on may be old: somebody else may have finished the draft, or tested it again, in vain.
    """

    def work(deed: Deed) -> Done:
        lock_workspace(deed.session, deed.workspace_id)
        draft = get_connection(deed.session, deed.workspace_id, connection_id)
        if draft.status != "draft":
            raise InvalidValueError("This account is connected already; nothing was changed.")
        if draft.last_test is None or draft.last_test.status != "ok":
            raise InvalidValueError("The newest test of this connection did not succeed: test it again first.")
        configure_connection(deed.session, deed.workspace_id, connection_id, config, now=deed.now)
        made = set_connection_status(deed.session, deed.workspace_id, connection_id, "active", now=deed.now)
        _note(deed, "connection.activated", made)
        st.query_params.pop(DRAFT, None)
        return Done("Connected. The newest days arrive first, within minutes.")

    act("connect", work)


def sync_now() -> None:
    """Sync all connections of the workspace, then build and publish."""
    bench = workbench.require()

    def work(deed: Deed) -> Done:
        return Done(
            "The sync has begun. Numbers follow when it is built and published.",
            then=lambda: runs.sync_workspace(bench.dagster_url, deed.workspace_id),
        )

    act("sync", work)


def remove(connection_id: str) -> None:
    """Remove a connection and its secrets; what it loaded stays."""

    def work(deed: Deed) -> Done:
        removed = remove_connection(deed.session, deed.workspace_id, connection_id, now=deed.now)
        _note(deed, "connection.removed", removed)
        st.query_params.pop(DRAFT, None)
        return Done("Removed, secrets included. What it loaded stays.")

    act("connect", work)


def _note(deed: Deed, action: str, connection: ConnectionRecord) -> None:
    record(
        deed.session,
        deed.actor,
        action,
        connection.connection_id,
        now=deed.now,
        workspace_id=deed.workspace_id,
        details={"source": connection.source},
    )
