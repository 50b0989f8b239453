"""Logins with which BI tools read the marts of one workspace on PostgreSQL: made, given a new password, taken away."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import checked_workspace_id, literal, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session
from omnitrackiq.warehouse.postgres_roles import prepare_roles, reader_role

if TYPE_CHECKING:
    import psycopg

STATEMENT_TIMEOUT_SECONDS = 60
CONNECTION_LIMIT = 10
# What the server does for every session of a login; a person may change these for themselves, but gains no rows by it.
_DEFAULTS = {
    "default_transaction_read_only": "on",
    "statement_timeout": f"{STATEMENT_TIMEOUT_SECONDS}s",
    "idle_in_transaction_session_timeout": "300s",
    "search_path": "marts",
}


class BiLoginError(WarehouseError):
    """The login cannot be made or changed as asked."""


@dataclass(frozen=True, slots=True)
class BiLogin:
    """How a BI tool signs in. The password is known now and never again."""

    workspace_id: str
    host: str
    port: int
    database: str
    login: str
    password: str = field(repr=False)


def create_bi_login(warehouse: Warehouse, workspace_id: str, now: datetime) -> BiLogin:
    """Make the login of a workspace; its name says nothing of the workspace, for names are known to all logins.

    Raises BiLoginError when there is one, or when the warehouse is no PostgreSQL.
    """
    checked_workspace_id(workspace_id)
    with _administration(warehouse) as session:
        if _login_of(session, workspace_id):
            raise BiLoginError(f"{workspace_id} has a BI login already: rotate gives it a new password.")
        login, password = f"bi_{secrets.token_hex(6)}", _new_password()
        _run(
            session,
            f"create role {quoted(login)} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
            f" connection limit {CONNECTION_LIMIT} password {_encrypted(session, login, password)}"
            f" in role {quoted(reader_role(warehouse))}",
        )
        for name, value in _DEFAULTS.items():
            _run(session, f"alter role {quoted(login)} set {name} = {literal(value)}")
        session.execute("insert into meta.bi_logins values (%s, %s, %s)", (login, workspace_id, now))
    return _value(warehouse, workspace_id, login, password)


def rotate_bi_login(warehouse: Warehouse, workspace_id: str) -> BiLogin:
    """Give the login of a workspace a new password and end its sessions; raises BiLoginError when there is none."""
    with _administration(warehouse) as session:
        login, password = _known(session, workspace_id), _new_password()
        _run(session, f"alter role {quoted(login)} password {_encrypted(session, login, password)}")
    _end_sessions(warehouse, login)
    return _value(warehouse, workspace_id, login, password)


def revoke_bi_login(warehouse: Warehouse, workspace_id: str) -> str:
    """Take the login of a workspace away, end its sessions, and return its name; raises BiLoginError without one."""
    with _administration(warehouse) as session:
        login = _known(session, workspace_id)
        session.execute("delete from meta.bi_logins where login = %s", (login,))
        _run(session, f"alter role {quoted(login)} nologin")
    _end_sessions(warehouse, login)
    with _administration(warehouse) as session:
        with _acting_as(session, login):
            _run(session, f"drop owned by {quoted(login)}")
        _run(session, f"drop role {quoted(login)}")
    return login


def has_bi_login(warehouse: Warehouse, workspace_id: str) -> bool:
    """Whether a workspace has a login; False also where the warehouse knows no logins (yet)."""
    if warehouse.engine != "postgres":
        return False
    with open_session(warehouse) as session:
        known = session.execute("select to_regclass('meta.bi_logins') is not null").fetchone() == (True,)
        return known and _login_of(session, checked_workspace_id(workspace_id)) is not None


@contextmanager
def _administration(warehouse: Warehouse) -> Iterator["psycopg.Connection[Any]"]:
    """A transaction of the warehouse's own user, in which only one process at a time changes logins."""
    if warehouse.engine != "postgres":
        raise BiLoginError("BI logins need a postgresql:// warehouse; with DuckDB hand out the published file instead.")
    prepare_roles(warehouse)
    with open_session(warehouse) as session, session.transaction():
        session.execute("lock table meta.bi_logins in share row exclusive mode")
        yield session


def _end_sessions(warehouse: Warehouse, login: str) -> None:
    with open_session(warehouse) as session, session.transaction(), _acting_as(session, login):
        session.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = current_user")


@contextmanager
def _acting_as(session: "psycopg.Connection[Any]", login: str) -> Iterator[None]:
    """With the rights of ``login`` alone, which the warehouse's user has not got unless it is a superuser."""
    _run(session, f"grant {quoted(login)} to current_user")
    _run(session, f"set local role {quoted(login)}")
    yield
    _run(session, "reset role")
    _run(session, f"revoke {quoted(login)} from current_user")


def _known(session: "psycopg.Connection[Any]", workspace_id: str) -> str:
    login = _login_of(session, checked_workspace_id(workspace_id))
    if login is None:
        raise BiLoginError(f"{workspace_id} has no BI login: create makes one.")
    return login


def _login_of(session: "psycopg.Connection[Any]", workspace_id: str) -> str | None:
    row = session.execute("select login from meta.bi_logins where workspace_id = %s", (workspace_id,)).fetchone()
    return row[0] if row else None


def _new_password() -> str:
    return secrets.token_urlsafe(24)


def _encrypted(session: "psycopg.Connection[Any]", login: str, password: str) -> str:
    """The password as the server keeps it, so that it shows in no log of statements."""
    return literal(session.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode())


def _value(warehouse: Warehouse, workspace_id: str, login: str, password: str) -> BiLogin:
    address = warehouse.postgres_address()
    return BiLogin(workspace_id, address.host, address.port, address.database, login, password)


def _run(session: "psycopg.Connection[Any]", statement: str) -> None:
    session.execute(statement.encode())
