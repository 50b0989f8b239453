"""The published file opens in the DuckDB versions that BI tools ship, through the stable link."""

import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from omnitrackiq.warehouse.readers import open_reader
from tests.clients.conftest import ClientEnvironment
from tests.demo_marts import ACME, BOLT, write_warehouse

SESSION = Path(__file__).with_name("duckdb_session.py")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("version", ["1.4.0", "1.4.5", "1.5.0", "1.5.6"])
def test_a_published_file_opens_in_every_duckdb_of_bi_tools(
    version: str, client_environment: ClientEnvironment, tmp_path: Path
) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    assert warehouse.path
    write_warehouse(warehouse.path, [ACME, BOLT], date(2026, 3, 1), days=30)
    published = next(each for each in publish(warehouse, None, "b1", NOW) if each.workspace_id == "demo-1")
    link = warehouse.published_folder / "demo-1.duckdb"
    python = client_environment(f"duckdb-{version}", [f"duckdb=={version}"])
    result = subprocess.run([str(python), str(SESSION), str(link)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    ours = open_reader(warehouse, "demo-1")
    assert told["version"] == version
    assert told["publication"] == [["demo-1", "b1"]]
    assert told["rows"] == dict(published.mart_rows)
    assert [{"total": told["net_revenue"]}] == ours.fetch(
        "select cast(sum(net_revenue) as varchar) as total from marts.overview_daily"
    )
    assert told["roas"].startswith("Net revenue over ad spend")
    assert all(told["comments"].values())
