"""A warehouse whose staging tables are filled by hand, and the real models built on top of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.dbt_runs import Node, run_dbt_on
from tests.dbt_project.staging_tables import REJECTED_RECORDS, SOURCES, STAGING

BUILT_MODELS = [
    "resource_type:seed",
    "path:models/intermediate",
    "path:models/marts",
    "path:models/ad_reporting",
    "path:models/quarantine",
    "test_type:singular",
]


@dataclass(slots=True)
class StagedWarehouse:
    """Rows by staging table, to be written and built once; afterwards every mart can be asked."""

    folder: Path
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def path(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def add(self, table: str, **values: Any) -> None:
        """One row of ``table``; columns that are not named stay null."""
        unknown = values.keys() - STAGING[table].keys()
        assert not unknown, f"{table} has no column {unknown}"
        self.rows[table].append(values)

    def write(self) -> None:
        """Creates the file with every staging table, and the raw tables of refused records."""
        with duckdb.connect(str(self.path)) as database:
            database.execute("create schema staging")
            for table, columns in STAGING.items():
                database.execute(f"create table staging.{table} ({_ddl(columns)})")
                for row in self.rows[table]:
                    names, marks = ", ".join(row), ", ".join("?" for _ in row)
                    database.execute(f"insert into staging.{table} ({names}) values ({marks})", list(row.values()))
            for source in SOURCES:
                database.execute(f"create schema raw_{source}")
                database.execute(f"create table raw_{source}.rejected_records ({_ddl(REJECTED_RECORDS)})")

    def build(self, manifest: Manifest) -> list[Node]:
        """Builds and tests everything above staging; unit tests have a test of their own."""
        arguments = ["build", "--exclude-resource-type", "unit_test", "--select", *BUILT_MODELS]
        return run_dbt_on(self.path, arguments, manifest)

    def fetch(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as database:
            return database.execute(query, list(parameters)).fetchall()


def _ddl(columns: Any) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())
