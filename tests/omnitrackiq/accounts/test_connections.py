"""Connections belong to one workspace, hide their secrets and follow what happens to them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets, seal_with_newest_key
from omnitrackiq.accounts.connections import (
    ConnectionRecord,
    ConnectionTest,
    add_connection,
    configure_connection,
    due_connections,
    find_connection,
    get_connection,
    list_connections,
    record_sync_status,
    record_test,
    remove_connection,
    remove_stale_drafts,
    set_connection_status,
)
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import (
    ConnectionTakenError,
    InvalidValueError,
    SecretsError,
    UnknownConnectionError,
    UnknownWorkspaceError,
)
from omnitrackiq.accounts.tables import ConnectionRow, ConnectionStatus, TestStatus
from omnitrackiq.accounts.workspaces import create_workspace, delete_workspace
from omnitrackiq.database import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def workspaces(database: Database) -> None:
    for name in ("acme", "bolt"):
        with database.writing() as session:
            create_workspace(session, workspace_id=name, name=name, currency="EUR", timezone="UTC", now=NOW)


def add(
    database: Database,
    box: SecretBox,
    workspace_id: str = "acme",
    account: str = "12",
    status: ConnectionStatus = "active",
    now: datetime = NOW,
) -> ConnectionRecord:
    with database.writing() as session:
        return add_connection(
            session,
            box,
            workspace_id=workspace_id,
            source="facebook_ads",
            config={"account_ids": account},
            secrets={"access_token": "canary-token"},
            now=now,
            status=status,
        )


def status_of(database: Database, record: ConnectionRecord) -> str:
    with database.reading() as session:
        return get_connection(session, record.workspace_id, record.connection_id).status


def ids(records: list[ConnectionRecord]) -> list[str]:
    return [each.connection_id for each in records if each.source != "exchange_rates"]


def test_a_connection_comes_back_as_it_was_added(database: Database, box: SecretBox) -> None:
    added = add(database, box, status="draft")
    assert added.config == {"account_ids": ["12"]}
    assert added.name == "Facebook Ads 12"
    assert added.last_test is None
    with database.reading() as session:
        assert get_connection(session, "acme", added.connection_id) == added
        assert find_connection(session, added.connection_id) == added
        assert read_secrets(session, box, added) == {"access_token": "canary-token"}


def test_no_secret_shows_in_values_rows_or_the_database(database: Database, box: SecretBox) -> None:
    added = add(database, box)
    assert "canary" not in repr(added)
    with database.reading() as session:
        assert "canary" not in repr(session.scalars(select(ConnectionRow)).all())
        stored = session.execute(text("select * from connections")).all()
    assert "canary" not in repr(stored)


@pytest.mark.parametrize("connection_id", ["cn-none", "\x00", "cn-\u00e9", "", "c" * 41])
def test_what_is_no_id_is_unknown_like_any_other(database: Database, box: SecretBox, connection_id: str) -> None:
    add(database, box)
    with database.reading() as session, pytest.raises(UnknownConnectionError):
        get_connection(session, "acme", connection_id)


def test_a_foreign_workspace_does_not_see_it(database: Database, box: SecretBox) -> None:
    added = add(database, box)
    with database.writing() as session:
        with pytest.raises(UnknownConnectionError):
            get_connection(session, "bolt", added.connection_id)
        with pytest.raises(UnknownConnectionError):
            remove_connection(session, "bolt", added.connection_id, now=NOW)
        with pytest.raises(UnknownConnectionError):
            set_connection_status(session, "bolt", added.connection_id, "paused", now=NOW)
        assert ids(list_connections(session, workspace_ids=["bolt"])) == []


def test_secrets_moved_to_another_row_stay_shut(database: Database, box: SecretBox) -> None:
    mine, theirs = add(database, box), add(database, box, workspace_id="bolt")
    with database.writing() as session:
        stolen = session.get_one(ConnectionRow, ("acme", mine.connection_id)).sealed_secrets
        session.get_one(ConnectionRow, ("bolt", theirs.connection_id)).sealed_secrets = stolen
    with database.reading() as session, pytest.raises(SecretsError, match="another connection"):
        read_secrets(session, box, theirs)


def test_an_account_is_connected_once_per_workspace(database: Database, box: SecretBox) -> None:
    first = add(database, box, account="12,13")
    with pytest.raises(ConnectionTakenError, match=first.connection_id):
        add(database, box, account="13,14")
    add(database, box, account="14")
    add(database, box, workspace_id="bolt", account="12")


def test_a_draft_takes_nothing_until_it_becomes_active(database: Database, box: SecretBox) -> None:
    draft = add(database, box, status="draft")
    active = add(database, box)
    with pytest.raises(ConnectionTakenError, match=active.connection_id), database.writing() as session:
        set_connection_status(session, "acme", draft.connection_id, "active", now=NOW)
    assert status_of(database, draft) == "draft"


def test_a_draft_learns_its_accounts_before_it_becomes_active(database: Database, box: SecretBox) -> None:
    with database.writing() as session:
        draft = add_connection(
            session,
            box,
            workspace_id="acme",
            source="facebook_ads",
            config={},
            secrets={"access_token": "t"},
            now=NOW,
        )
    assert (draft.status, draft.name, draft.config) == ("draft", "Facebook Ads", {})
    with pytest.raises(InvalidValueError, match="account_ids"), database.writing() as session:
        set_connection_status(session, "acme", draft.connection_id, "active", now=NOW)
    with database.writing() as session:
        configure_connection(session, "acme", draft.connection_id, {"account_ids": ["act_12"]}, now=NOW)
        chosen = set_connection_status(session, "acme", draft.connection_id, "active", now=NOW)
    assert (chosen.status, chosen.config) == ("active", {"account_ids": ["12"]})


def test_settings_of_a_live_connection_stay_complete_and_its_own(database: Database, box: SecretBox) -> None:
    mine, other = add(database, box, account="12"), add(database, box, account="13")
    with pytest.raises(InvalidValueError), database.writing() as session:
        configure_connection(session, "acme", mine.connection_id, {"lookback_days": 7}, now=NOW)
    with pytest.raises(ConnectionTakenError, match=other.connection_id), database.writing() as session:
        configure_connection(session, "acme", mine.connection_id, {"account_ids": "12,13"}, now=NOW)
    with database.reading() as session:
        assert get_connection(session, "acme", mine.connection_id).config == {"account_ids": ["12"]}


def test_a_removed_connection_is_gone_with_its_secrets_and_frees_its_account(
    database: Database, box: SecretBox
) -> None:
    added = add(database, box)
    with database.writing() as session:
        remove_connection(session, "acme", added.connection_id, now=NOW)
    with database.reading() as session:
        assert session.get_one(ConnectionRow, ("acme", added.connection_id)).sealed_secrets is None
        assert ids(list_connections(session)) == []
        with pytest.raises(UnknownConnectionError, match=added.connection_id):
            get_connection(session, "acme", added.connection_id)
        with pytest.raises(UnknownConnectionError, match=added.connection_id):
            find_connection(session, added.connection_id)
        with pytest.raises(UnknownConnectionError, match=added.connection_id):
            read_secrets(session, box, added)
    add(database, box)


@pytest.mark.parametrize("workspace_id", ["nobody", "gone"])
def test_nothing_is_added_to_a_workspace_that_is_not_there(
    database: Database, box: SecretBox, workspace_id: str
) -> None:
    with database.writing() as session:
        create_workspace(session, workspace_id="gone", name="x", currency="EUR", timezone="UTC", now=NOW)
        delete_workspace(session, "gone", now=NOW)
    with pytest.raises(UnknownWorkspaceError, match=workspace_id):
        add(database, box, workspace_id=workspace_id)


def test_bad_values_are_refused_before_anything_is_stored(database: Database, box: SecretBox) -> None:
    with pytest.raises(InvalidValueError):
        add(database, box, account="not a number")
    with database.reading() as session:
        assert ids(list_connections(session)) == []


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        ("active", "ok", "active"),
        ("active", "reauth", "reauth"),
        ("active", "config", "config"),
        ("active", "failed", "active"),
        ("active", "throttled_until", "active"),
        ("reauth", "ok", "active"),
        ("reauth", "failed", "reauth"),
        ("config", "reauth", "reauth"),
        ("paused", "ok", "paused"),
        ("paused", "reauth", "paused"),
        ("draft", "ok", "draft"),
        ("draft", "reauth", "draft"),
    ],
)
def test_the_status_follows_tests_and_syncs(
    database: Database, box: SecretBox, before: ConnectionStatus, outcome: TestStatus, after: str
) -> None:
    tested, synced = add(database, box, status=before), add(database, box, account="99", status=before)
    test = ConnectionTest(NOW, outcome, "A sentence.", {"accounts": [{"account_id": "12"}]})
    with database.writing() as session:
        assert record_test(session, "acme", tested.connection_id, test).last_test == test
        record_sync_status(session, "acme", synced.connection_id, outcome, now=NOW)
    assert status_of(database, tested) == status_of(database, synced) == after


def test_a_sync_that_ends_after_its_connection_was_removed_changes_nothing(database: Database, box: SecretBox) -> None:
    added = add(database, box)
    with database.writing() as session:
        remove_connection(session, "acme", added.connection_id, now=NOW)
        record_sync_status(session, "acme", added.connection_id, "reauth", now=NOW)
        assert session.get_one(ConnectionRow, ("acme", added.connection_id)).status == "active"


def test_a_sync_reads_what_is_live_and_not_throttled(database: Database, box: SecretBox) -> None:
    statuses: tuple[ConnectionStatus, ...] = get_args(ConnectionStatus)
    live: Mapping[str, str] = {
        status: add(database, box, account=str(number), status=status).connection_id
        for number, status in enumerate(statuses)
    }
    with database.writing() as session:
        record_sync_status(
            session,
            "acme",
            live["active"],
            "throttled_until",
            now=NOW,
            throttled_until=NOW + timedelta(hours=1),
        )

    def due(now: datetime, **filters: Any) -> set[str]:
        with database.reading() as session:
            return set(ids(due_connections(session, now=now, **filters)))

    assert due(NOW) == {live["reauth"], live["config"]}
    assert due(NOW + timedelta(hours=1)) == {live["active"], live["reauth"], live["config"]}
    assert due(NOW, source="shopify") == set()
    assert due(NOW, workspace_ids=["bolt"]) == set()
    with database.writing() as session:
        record_sync_status(session, "acme", live["active"], "ok", now=NOW)
    assert live["active"] in due(NOW)


def test_drafts_die_after_a_day(database: Database, box: SecretBox) -> None:
    old = add(database, box, status="draft", now=NOW - timedelta(days=1, seconds=1))
    fresh = add(database, box, account="13", status="draft", now=NOW - timedelta(hours=23))
    kept = add(database, box, account="14", now=NOW - timedelta(days=9))
    with database.writing() as session:
        assert remove_stale_drafts(session, now=NOW) == 1
    with database.reading() as session:
        assert set(ids(list_connections(session))) == {fresh.connection_id, kept.connection_id}
        assert session.get(ConnectionRow, ("acme", old.connection_id)) is None


def test_new_secrets_replace_the_old_ones(database: Database, box: SecretBox) -> None:
    added = add(database, box)
    with database.writing() as session:
        replace_secrets(session, box, added, {"access_token": "new"}, now=NOW)
    with database.reading() as session:
        assert read_secrets(session, box, added) == {"access_token": "new"}


def test_a_key_can_be_retired_after_everything_was_sealed_with_the_new_one(database: Database, box: SecretBox) -> None:
    added = [add(database, box, account=str(number)) for number in range(3)]
    new_key = Fernet.generate_key().decode()
    both = SecretBox([new_key, *box.keys])
    with database.writing() as session:
        assert seal_with_newest_key(session, both) == 3
        assert seal_with_newest_key(session, both) == 0
    with database.reading() as session:
        assert all(read_secrets(session, SecretBox([new_key]), each) for each in added)
        with pytest.raises(SecretsError):
            read_secrets(session, box, added[0])
