"""BI logins: what they may, how their passwords change, and that nothing is left of a revoked one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from omnitrackiq.warehouse.bi_logins import (
    CONNECTION_LIMIT,
    BiLogin,
    BiLoginError,
    create_bi_login,
    has_bi_login,
    revoke_bi_login,
    rotate_bi_login,
)
from omnitrackiq.warehouse.erasure import erase_workspace, withdraw_workspace
from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse
from tests.postgres_server import PostgresServer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def warehouse(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse owned by an ordinary user, on a server that asks BI logins for their password."""
    rules = postgres_server.data / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    rules.write_text("host all /^bi_ 127.0.0.1/32 scram-sha-256\n" + before, encoding="utf-8")
    reload(postgres_server)
    yield Warehouse.parse(postgres_server.new_owned_database(), tmp_path)
    rules.write_text(before, encoding="utf-8")
    reload(postgres_server)


def reload(server: PostgresServer) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as session:
        session.execute("select pg_reload_conf()")


def sign_in(login: BiLogin) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=login.host,
        port=login.port,
        dbname=login.database,
        user=login.login,
        password=login.password,
        autocommit=True,
    )


def test_a_login_may_only_read(warehouse: Warehouse, postgres_server: PostgresServer) -> None:
    login = create_bi_login(warehouse, "demo-1", NOW)
    with sign_in(login) as session:
        assert session.execute("select login, workspace_id from meta.bi_logins").fetchall() == [(login.login, "demo-1")]
        settings = session.execute(
            "select current_setting('statement_timeout'), current_setting('default_transaction_read_only')"
        )
        assert settings.fetchone() == ("1min", "on")
    with psycopg.connect(postgres_server.url("postgres")) as session:
        rights = session.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolconnlimit "
            "from pg_roles where rolname = %s",
            [login.login],
        )
        assert rights.fetchone() == (False, False, False, False, False, CONNECTION_LIMIT)


def test_its_name_and_its_text_tell_neither_workspace_nor_password(warehouse: Warehouse) -> None:
    login = create_bi_login(warehouse, "demo-1", NOW)
    assert "demo" not in login.login
    assert login.password not in repr(login)


def test_the_server_keeps_no_readable_password(warehouse: Warehouse, postgres_server: PostgresServer) -> None:
    login = create_bi_login(warehouse, "demo-1", NOW)
    with psycopg.connect(postgres_server.url("postgres")) as session:
        kept = session.execute("select rolpassword from pg_authid where rolname = %s", [login.login]).fetchone()
    assert kept and kept[0].startswith("SCRAM-SHA-256$")


def test_a_workspace_has_one_login(warehouse: Warehouse) -> None:
    create_bi_login(warehouse, "demo-1", NOW)
    with pytest.raises(BiLoginError, match="already"):
        create_bi_login(warehouse, "demo-1", NOW)
    assert create_bi_login(warehouse, "demo-2", NOW).workspace_id == "demo-2"


def test_a_rotated_password_ends_sessions_and_the_old_password(warehouse: Warehouse) -> None:
    old = create_bi_login(warehouse, "demo-1", NOW)
    with sign_in(old) as session:
        new = rotate_bi_login(warehouse, "demo-1")
        with pytest.raises(psycopg.OperationalError):
            session.execute("select 1")
    assert new.login == old.login
    with pytest.raises(psycopg.OperationalError, match="password"):
        sign_in(old)
    with sign_in(new) as session:
        assert session.execute("select 1").fetchone() == (1,)


def test_a_revoked_login_is_gone_with_its_sessions_and_all_it_made(
    warehouse: Warehouse, postgres_server: PostgresServer
) -> None:
    login = create_bi_login(warehouse, "demo-1", NOW)
    with sign_in(login) as session:
        session.execute("set default_transaction_read_only = off")
        session.execute("select lo_create(0)")
        assert revoke_bi_login(warehouse, "demo-1") == login.login
        with pytest.raises(psycopg.OperationalError):
            session.execute("select 1")
    with psycopg.connect(postgres_server.url("postgres")) as session:
        assert session.execute("select from pg_roles where rolname = %s", [login.login]).fetchall() == []
    assert create_bi_login(warehouse, "demo-1", NOW).login != login.login


def test_an_erased_workspace_loses_its_login_and_nobody_else_theirs(warehouse: Warehouse) -> None:
    assert not has_bi_login(warehouse, "demo-1")
    erased, kept = (create_bi_login(warehouse, name, NOW) for name in ("demo-1", "demo-2"))
    erase_workspace(warehouse, "demo-1")
    erase_workspace(warehouse, "demo-1")
    assert [has_bi_login(warehouse, name) for name in ("demo-1", "demo-2")] == [False, True]
    with pytest.raises(psycopg.OperationalError):
        sign_in(erased)
    sign_in(kept).close()


def test_a_withdrawn_workspace_loses_its_login(warehouse: Warehouse) -> None:
    withdrawn = create_bi_login(warehouse, "demo-1", NOW)
    withdraw_workspace(warehouse, "demo-1")
    withdraw_workspace(warehouse, "demo-1")
    with pytest.raises(psycopg.OperationalError):
        sign_in(withdrawn)
    assert create_bi_login(warehouse, "demo-1", NOW).workspace_id == "demo-1"


def test_without_a_login_there_is_nothing_to_change(warehouse: Warehouse) -> None:
    for change in (rotate_bi_login, revoke_bi_login):
        with pytest.raises(BiLoginError, match="no BI login"):
            change(warehouse, "demo-1")
    with pytest.raises(InvalidNameError):
        create_bi_login(warehouse, "Demo 1", NOW)


def test_duckdb_has_no_logins(tmp_path: Path) -> None:
    with pytest.raises(BiLoginError, match="published file"):
        create_bi_login(Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path), "demo-1", NOW)
