"""Views that PostgreSQL dropped with a table below them, which a build of some models made anew."""

import json
from typing import Any

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session
from orchestration.dbt import built_state, own_target


def lost_views(warehouse: Warehouse) -> list[str]:
    """Names of views that a build of everything made and that are no longer there; other engines lose none.

    The caller has just built something, and holds the build's lane.
    """
    state = built_state(warehouse)
    if warehouse.engine != "postgres" or not state.exists():
        return []
    with open_session(warehouse) as session:
        rows = session.execute("select schemaname, viewname from pg_views").fetchall()
    files = (state, own_target(warehouse) / "manifest.json")
    built, present = (_views(json.loads(file.read_text(encoding="utf-8"))) for file in files)
    there = {(str(schema), str(name)) for schema, name in rows}
    return sorted(name for schema, name in (built & present) - there)


def _views(manifest: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (node["schema"], node["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    }
