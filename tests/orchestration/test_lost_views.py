"""A view that went away with a table below it is found; one that was never built is not missed."""

import json
from pathlib import Path

import psycopg

from omnitrackiq.warehouse.location import Warehouse
from orchestration import lost_views
from orchestration.dbt import built_state, own_target
from tests.postgres_server import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


def test_views_that_a_rebuilt_table_took_away_are_named(tmp_path: Path, postgres_url: str) -> None:
    warehouse = Warehouse.parse(postgres_url, tmp_path)
    own_target(warehouse).mkdir(parents=True)
    _manifest(own_target(warehouse) / "manifest.json", "old_report", "new_report")
    with psycopg.connect(postgres_url, autocommit=True) as session:
        session.execute("create schema reports")
        session.execute("create table reports.facts as select 1 as fact")
        session.execute("create view reports.old_report as select * from reports.facts")
        assert lost_views.lost_views(warehouse) == []
        _manifest(built_state(warehouse), "old_report", "retired_report")
        assert lost_views.lost_views(warehouse) == []
        session.execute("drop table reports.facts cascade")
    assert lost_views.lost_views(warehouse) == ["old_report"]


def test_duckdb_keeps_its_views(tmp_path: Path) -> None:
    assert lost_views.lost_views(Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)) == []


def _manifest(path: Path, *views: str) -> None:
    config = {"materialized": "view"}
    nodes = {name: {"resource_type": "model", "schema": "reports", "name": name, "config": config} for name in views}
    path.write_text(json.dumps({"nodes": nodes}))
