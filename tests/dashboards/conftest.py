"""Pages run in process, over published files of an invented warehouse."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import serving
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.demo_marts import ACME, BOLT, KOTO, write_warehouse

ENTRY = Path(__file__).parent.parent.parent / "dashboards" / "entry.py"
TODAY = date(2026, 3, 15)

Change = Callable[[str], None]
Open = Callable[..., AppTest]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """A built warehouse of three workspaces with 120 days until TODAY, freshly synced; nothing is published."""
    made = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    assert made.path
    write_warehouse(made.path, [ACME, BOLT, KOTO], TODAY, days=120, synced=datetime.now(UTC))
    return made


@pytest.fixture
def change(warehouse: Warehouse) -> Change:
    """Changes the warehouse by a statement."""

    def run(sql: str) -> None:
        with duckdb.connect(str(warehouse.path)) as connection:
            connection.execute(sql)

    return run


@pytest.fixture
def open_page(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Publishes what changed and opens the pages of a workspace with the given query parameters."""
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")

    def run(workspace_id: str = "demo-1", published: bool = True, **query: str | list[str]) -> AppTest:
        if published:
            publish(warehouse, None, f"b{datetime.now(UTC):%H%M%S%f}", datetime.now(UTC))
        serving.hand_over(serving.Serving(warehouse, workspace_id, ("localhost",), TODAY))
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return run
