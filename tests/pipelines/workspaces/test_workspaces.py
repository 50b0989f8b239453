"""Control-plane rows in the warehouse: replaced per workspace, gone with a deleted one."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.workspaces import control_plane_source
from tests.pipelines.loading.imaginary_source import NOW, Silence


def load(warehouse: Warehouse, **configs: dict[str, Any]) -> list[tuple[Any, ...]]:
    workspaces = [Connection(name, name, "workspaces", config) for name, config in configs.items()]
    run_source(control_plane_source(), workspaces, SyncWindow(NOW), warehouse, Silence())
    with duckdb.connect(str(warehouse.path), read_only=True) as database:
        return database.execute(
            "select w.workspace_id, w.name, c.source_connection_id from raw_workspaces.workspaces w "
            "left join raw_workspaces.connections c using (workspace_id) order by all"
        ).fetchall()


def shop(name: str, *connections: str) -> dict[str, Any]:
    return {
        "workspaces": [{"name": name, "currency": "EUR", "timezone": "Europe/Berlin"}],
        "connections": [{"source_connection_id": each, "source": "shopify", "created_at": NOW} for each in connections],
    }


def test_cost_rates_keep_every_digit(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    rate = {"kind": "payment", "gateway": None, "valid_from": NOW.date(), "share": Decimal("0.029001")}
    load(warehouse, a={**shop("A"), "cost_rates": [rate]}, b=shop("B"))
    with duckdb.connect(str(warehouse.path), read_only=True) as database:
        query = "select workspace_id, kind, gateway, valid_from, share, per_order from raw_workspaces.cost_rates"
        assert database.execute(query).fetchall() == [("a", "payment", None, NOW.date(), Decimal("0.029001"), None)]


def test_rows_of_a_workspace_are_replaced_and_go_with_it(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    assert load(warehouse, a=shop("A", "one", "two"), b=shop("B")) == [
        ("a", "A", "one"),
        ("a", "A", "two"),
        ("b", "B", None),
    ]
    assert load(warehouse, a=shop("Renamed", "two"), b={}) == [("a", "Renamed", "two")]
