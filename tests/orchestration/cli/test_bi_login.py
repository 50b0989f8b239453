"""``omnitrackiq workspace bi-login``."""

import json

import psycopg
import pytest

from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.database import open_database
from omnitrackiq.settings import load_settings
from tests.orchestration.conftest import Cli
from tests.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture
def on_postgres(workspace: str, monkeypatch: pytest.MonkeyPatch, postgres_server: PostgresServer) -> str:
    """A workspace of an installation whose warehouse is PostgreSQL."""
    monkeypatch.setenv("OMNITRACKIQ_WAREHOUSE_URL", postgres_server.new_owned_database())
    return workspace


def sign_in(made: dict[str, str]) -> list[tuple[object, ...]]:
    with psycopg.connect(
        host=made["host"], port=made["port"], dbname=made["database"], user=made["login"], password=made["password"]
    ) as session:
        return session.execute("select workspace_id from meta.bi_logins").fetchall()


def test_a_login_is_made_rotated_and_revoked(cli: Cli, on_postgres: str) -> None:
    created = cli("workspace", "bi-login", "--workspace", on_postgres, "create", "--json")
    assert (created.code, created.err) == (0, "")
    made = json.loads(created.out)
    assert sign_in(made) == [(on_postgres,)]

    rotated = cli("workspace", "bi-login", "--workspace", on_postgres, "rotate", "--json")
    again = json.loads(rotated.out)
    assert again["login"] == made["login"]
    assert again["password"] != made["password"]

    revoked = cli("workspace", "bi-login", "--workspace", on_postgres, "revoke")
    assert (revoked.code, revoked.out) == (0, f"Revoked {made['login']}; its sessions have ended.\n")
    with pytest.raises(psycopg.OperationalError):
        sign_in(again)
    settings = load_settings()
    with open_database(settings.database_url).reading() as session:
        events = [(event.action, event.subject) for event in audit_events(session, on_postgres)]
    assert [event for event in events if event[0].startswith("bi_login")] == [
        ("bi_login.revoked", made["login"]),
        ("bi_login.rotated", made["login"]),
        ("bi_login.created", made["login"]),
    ]


def test_a_person_sees_what_the_tool_asks_for(cli: Cli, on_postgres: str) -> None:
    shown = cli("workspace", "bi-login", "--workspace", on_postgres, "create").out
    for word in ("host", "port", "database", "marts", "bi_", "password"):
        assert word in shown


def test_what_cannot_be_done_is_one_sentence(cli: Cli, on_postgres: str) -> None:
    missing = cli("workspace", "bi-login", "--workspace", on_postgres, "rotate")
    assert (missing.code, missing.out) == (1, "")
    assert missing.err == f"{on_postgres} has no BI login: create makes one.\n"
    unknown = cli("workspace", "bi-login", "--workspace", "nobody", "create")
    assert (unknown.code, unknown.err) == (1, "There is no workspace nobody.\n")
    assert cli("workspace", "bi-login", "--workspace", on_postgres, "steal").code == 2


def test_on_duckdb_the_published_file_is_pointed_at(cli: Cli, workspace: str) -> None:
    refused = cli("workspace", "bi-login", "--workspace", workspace, "create")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "published file" in refused.err
