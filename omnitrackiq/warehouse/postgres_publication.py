"""What a publish is on PostgreSQL: readers have the marts already; it says as of which build they are."""

from collections.abc import Sequence
from datetime import datetime

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.isolation import check_isolation
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session
from omnitrackiq.warehouse.postgres_roles import prepare_roles

_SAY = """
    insert into meta.publication (workspace_id, workspace_name, currency, timezone, build_id, published_at)
    select workspace_id, workspace_name, currency, timezone, %(build_id)s, %(now)s
    from staging.stg_workspaces__workspaces
    where %(chosen)s::text[] is null or workspace_id = any (%(chosen)s::text[])
    on conflict (workspace_id) do update set
        workspace_name = excluded.workspace_name, currency = excluded.currency, timezone = excluded.timezone,
        build_id = excluded.build_id, published_at = excluded.published_at
    returning workspace_id
"""
_FORGET = """
    delete from meta.publication
    where workspace_id not in (select workspace_id from staging.stg_workspaces__workspaces)
"""


def say_published(warehouse: Warehouse, workspace_ids: Sequence[str] | None, build_id: str, now: datetime) -> None:
    """Note for the workspaces given, or for all (None), that readers see ``build_id`` from ``now`` (aware) on.

    Raises IsolationError when workspaces are not kept apart, WarehouseError when nothing was built
    yet or a workspace is unknown.
    """
    import psycopg

    prepare_roles(warehouse)
    check_isolation(warehouse)
    chosen = None if workspace_ids is None else list(workspace_ids)
    try:
        with open_session(warehouse) as session, session.transaction():
            said = session.execute(_SAY.encode(), {"build_id": build_id, "now": now, "chosen": chosen}).fetchall()
            unknown = set(chosen or ()) - {str(workspace_id) for (workspace_id,) in said}
            if unknown:
                raise WarehouseError(
                    f"The last build knows no workspace {', '.join(sorted(unknown))}: run `omnitrackiq build` first."
                )
            session.execute(_FORGET.encode())
    except psycopg.errors.UndefinedTable as error:
        raise WarehouseError("The warehouse has no marts yet: run `omnitrackiq build` first.") from error
