"""The invented marts have the shape that the models promise."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests import demo_ads
from tests.demo_marts import ACME, write_warehouse

MODELS = Path(__file__).parent.parent / "dbt_project" / "models" / "marts"
TYPES = {
    "text": "VARCHAR",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "decimal(18, 6)": "DECIMAL(18,6)",
    "decimal(24, 12)": "DECIMAL(24,12)",
    "double precision": "DOUBLE",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
}


def promised(table: str) -> list[tuple[str, str]]:
    (path,) = MODELS.rglob(f"{table}.yml")
    (model,) = yaml.safe_load(path.read_text())["models"]
    columns: list[dict[str, Any]] = model["columns"]
    return [(column["name"], TYPES[column["data_type"]]) for column in columns]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marts") / "warehouse.duckdb"
    write_warehouse(path, [ACME], date(2026, 3, 1), days=1)
    return path


def columns_of(path: Path, table: str) -> list[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = 'marts' and table_name = ? "
            "order by column_index",
            [table],
        ).fetchall()


@pytest.mark.parametrize("table", ["overview_daily", "channel_daily", "data_freshness", *demo_ads.TABLES])
def test_tables_that_pages_read_have_the_promised_columns(invented: Path, table: str) -> None:
    assert columns_of(invented, table) == promised(table)


def test_orders_have_promised_columns_only(invented: Path) -> None:
    assert set(columns_of(invented, "orders")) <= set(promised("orders"))
