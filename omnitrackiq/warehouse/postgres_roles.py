"""Who reads a PostgreSQL warehouse: the role of all BI logins, the role of the dashboards, and what decides their rows.

Roles belong to the server and not to a database, so the database's name is part of theirs (the models' macro
``database_role`` follows the same rule). The schema ``meta`` holds ``bi_logins``, which gives each login its workspace,
and ``publication``, which says as of which build the marts are; its policies are those that every mart must have.
"""

from typing import TYPE_CHECKING, Any

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session

if TYPE_CHECKING:
    import psycopg

SETTING = "omnitrackiq.workspace_id"
"""The transaction's setting that binds the dashboards, and nobody else, to a workspace."""

_LOCK = 7_310_264_915_501_337_001

_TABLES = """
    create schema if not exists marts;
    create schema if not exists ad_reporting;
    create schema if not exists meta;
    create table if not exists meta.bi_logins (
        login name primary key, workspace_id text not null unique, created_at timestamptz not null
    );
    create table if not exists meta.publication (
        workspace_id text primary key, workspace_name text not null, currency text not null, timezone text not null,
        build_id text not null, published_at timestamptz not null
    );
    comment on table meta.bi_logins is 'One row per BI login: the workspace that it sees.';
    comment on table meta.publication is 'One row per workspace: as of which build its marts are.';
    grant usage on schema marts, ad_reporting, meta to {reader}, {app};
    grant select on meta.publication to {reader}, {app};
    grant select on meta.bi_logins to {reader};
"""
_LOGIN_POLICIES = """
    alter table meta.bi_logins enable row level security;
    alter table meta.bi_logins force row level security;
    create policy bi_login on meta.bi_logins for select to {reader} using (login = current_user);
    create policy builds on meta.bi_logins to {builder}
        using (current_user = {builder_text}) with check (current_user = {builder_text});
"""
_WORKSPACE_POLICIES = """
    alter table meta.publication enable row level security;
    alter table meta.publication force row level security;
    create policy bi_login on meta.publication for select to {reader}
        using (workspace_id = (select workspace_id from meta.bi_logins where login = current_user));
    create policy dashboards on meta.publication for select to {app}
        using (workspace_id = (select current_setting('omnitrackiq.workspace_id', true)));
    create policy builds on meta.publication to {builder}
        using (current_user = {builder_text}) with check (current_user = {builder_text});
"""


def reader_role(warehouse: Warehouse) -> str:
    """The role that every BI login is a member of; it can not sign in and sees no rows itself."""
    return f"{warehouse.postgres_address().database[:50]}_reader"


def app_role(warehouse: Warehouse) -> str:
    """The role that the dashboards take on; it sees the workspace bound in the transaction."""
    return f"{warehouse.postgres_address().database[:50]}_app"


def prepare_roles(warehouse: Warehouse) -> None:
    """Make the roles and the schema ``meta`` where they are missing; a warehouse of another engine needs none.

    Raises WarehouseError when the warehouse's user may not create roles.
    """
    if warehouse.engine != "postgres":
        return
    import psycopg

    with open_session(warehouse) as session, session.transaction():
        session.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
        try:
            _prepare(session, warehouse)
        except psycopg.errors.InsufficientPrivilege as error:
            user = warehouse.postgres_address().user
            raise WarehouseError(
                f"The warehouse user {user} may not prepare roles for readers ({_first_line(error)}): "
                f"it needs CREATEROLE, and CREATE on the database."
            ) from error


def _prepare(session: "psycopg.Connection[Any]", warehouse: Warehouse) -> None:
    user = str(_value(session, "select current_user"))
    for role in (reader_role(warehouse), app_role(warehouse)):
        if not _value(session, "select exists (select from pg_roles where rolname = %s)", role):
            _run(session, f"create role {quoted(role)} nologin nosuperuser nobypassrls nocreaterole nocreatedb")
    if not _value(session, "select rolsuper from pg_roles where rolname = current_user"):
        _run(session, f"grant {quoted(app_role(warehouse))} to {quoted(user)}")
    names = {
        "reader": quoted(reader_role(warehouse)),
        "app": quoted(app_role(warehouse)),
        "builder": quoted(user),
        "builder_text": literal(user),
    }
    _run(session, _TABLES.format(**names))
    for table, policies in (("meta.bi_logins", _LOGIN_POLICIES), ("meta.publication", _WORKSPACE_POLICIES)):
        if not _value(session, "select exists (select from pg_policy where polrelid = %s::regclass)", table):
            _run(session, policies.format(**names))
    owner = (
        "select datdba::regrole::text = quote_ident(current_user) from pg_database where datname = current_database()"
    )
    if _value(session, owner):
        database = quoted(warehouse.postgres_address().database)
        _run(session, f"revoke create, temporary on database {database} from public")


def _run(session: "psycopg.Connection[Any]", statements: str) -> None:
    session.execute(statements.encode())


def _value(session: "psycopg.Connection[Any]", query: str, *parameters: object) -> Any:
    row = session.execute(query.encode(), parameters or None).fetchone()
    return row[0] if row else None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
