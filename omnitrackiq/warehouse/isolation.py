"""After each build the catalog is asked whether every reader still sees nothing but their own workspace.

What fails the check is closed to readers at once, before anybody is told.
"""

from typing import TYPE_CHECKING, Any

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session
from omnitrackiq.warehouse.postgres_roles import app_role, reader_role

if TYPE_CHECKING:
    import psycopg

_FAULTY_RELATIONS = """
    with policies as (
        select polrelid, array_agg(
            (polname, polcmd, polpermissive, polroles::text, pg_get_expr(polqual, polrelid),
             coalesce(pg_get_expr(polwithcheck, polrelid), ''))::text order by polname
        ) as rules
        from pg_policy group by polrelid
    ),
    relations as (
        select relation.oid, nspname as schema, relname as name, relkind as kind, reloptions as options, relacl as acl,
            relowner as owner, relrowsecurity and relforcerowsecurity as is_forced,
            coalesce(rules, '{}') as rules, exists (
                select from pg_attribute where attrelid = relation.oid and attname = 'workspace_id' and attnotnull
            ) as has_workspace
        from pg_class as relation
        inner join pg_namespace on pg_namespace.oid = relnamespace
        left join policies on polrelid = relation.oid
        where nspname in ('marts', 'ad_reporting') and relkind in ('r', 'p', 'v', 'm', 'f')
    )
    select schema, name, case
        when kind in ('m', 'f') then 'is neither a table nor a view, and only those have row policies'
        when kind = 'v' and not coalesce(options && array['security_invoker=true', 'security_invoker=on'], false)
            then 'is a view that reads with the rights of its owner: it needs security_invoker'
        when kind <> 'v' and not has_workspace then 'has no column workspace_id that is never null'
        when kind <> 'v' and not is_forced then 'has no forced row-level security'
        when kind <> 'v' and rules is distinct from (
            select rules from policies where polrelid = 'meta.publication'::regclass
        ) then 'has other row policies than it should'
        when exists (
            select from aclexplode(acl) as given
            where given.grantee <> owner and not (
                given.privilege_type = 'SELECT' and not given.is_grantable
                and given.grantee = any (select pg_roles.oid from pg_roles where rolname in (%(reader)s, %(app)s))
            )
        ) then 'is open to others than the readers, or for more than reading'
    end as fault
    from relations
"""
_OPEN_SOURCES = """
    select nspname, relname, 'is open to readers although it holds all workspaces'
    from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm', 'f')
      and (nspname like 'raw\\_%%' or nspname in ('staging', 'intermediate', 'quarantine', 'reference'))
      and (
          has_any_column_privilege(%(reader)s, pg_class.oid, 'select')
          or has_any_column_privilege(%(app)s, pg_class.oid, 'select')
      )
"""
_FUNCTIONS = """
    select nspname || '.' || proname || ' is a function with the rights of its owner, open to readers'
    from pg_proc inner join pg_namespace on pg_namespace.oid = pronamespace
    where prosecdef and nspname in ('marts', 'ad_reporting', 'meta')
"""
_LOGINS = """
    select 'the login ' || login || ' may more than read its workspace'
    from meta.bi_logins left join pg_roles on rolname = login
    where rolname is null or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
        or exists (
            select from pg_auth_members inner join pg_roles as groups on groups.oid = roleid
            where member = pg_roles.oid and groups.rolname <> %(reader)s
        )
"""


class IsolationError(WarehouseError):
    """Readers could have seen rows that are not theirs; what was at fault is closed to them now."""


def check_isolation(warehouse: Warehouse) -> None:
    """Return when the catalog proves that readers see their own workspace only; other engines have no such readers.

    Raises IsolationError, after taking every right on the relations at fault from their readers.
    """
    if warehouse.engine != "postgres":
        return
    roles = {"reader": reader_role(warehouse), "app": app_role(warehouse)}
    with open_session(warehouse) as session:
        rows = [row for query in (_FAULTY_RELATIONS, _OPEN_SOURCES) for row in _rows(session, query, roles) if row[2]]
        for schema, name, _fault in rows:
            readers = ", ".join(quoted(role) for role in roles.values())
            _rows(session, f"revoke all on {quoted(schema)}.{quoted(name)} from public, {readers}")
        faults = [f"{schema}.{name} {fault}" for schema, name, fault in rows]
        faults += [row[0] for query in (_FUNCTIONS, _LOGINS) for row in _rows(session, query, roles)]
    if faults:
        raise IsolationError(f"Workspaces are not kept apart, so nothing was published: {'; '.join(faults)}.")


def _rows(session: "psycopg.Connection[Any]", query: str, roles: dict[str, str] | None = None) -> list[Any]:
    cursor = session.execute(query.encode(), roles)
    return cursor.fetchall() if cursor.description else []
