"""Where raw rows are written and built: a DuckDB file, or a PostgreSQL database."""

import os
import shutil
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
from dbt.contracts.graph.manifest import Manifest

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_roles import prepare_roles
from orchestration.dbt import PROJECT_FOLDER, dbt_environment
from tests.dbt_project.dbt_runs import run_project_with
from tests.dbt_project.schedules.raw_rows import RawRows

BUILD = ("build", "--resource-type", "model", "seed")
# Views stay as they are.
TABLES = ("config.materialized:incremental", "config.materialized:table")
BUILDS_NOTES = {"build_loads", "build_versions", "build_changes"}
_SCHEMAS = ("staging", "intermediate", "marts")

Contents = dict[str, Counter[tuple[Any, ...]]]
Fetch = Callable[[str], list[tuple[Any, ...]]]


@dataclass(slots=True)
class Store(ABC):
    """A warehouse with raw rows, and the models on top of them."""

    warehouse: Warehouse
    manifest: Manifest | None
    folder: Path
    project: Path = PROJECT_FOLDER

    @abstractmethod
    def write(self, raw: RawRows) -> None:
        """Puts raw tables in place of those it had."""

    @abstractmethod
    def rebuilt(self) -> Contents:
        """What the tables hold when they are made anew."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Fetch]:
        """What gives the rows of a query, over one session."""

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.reading() as fetch:
            return fetch(query)

    def build(self, *select: str, full_refresh: bool = False) -> None:
        """Builds the selected models, by default every table."""
        arguments = [*BUILD, "--select", *(select or TABLES)]
        arguments += ["--full-refresh"] * full_refresh
        variables = dbt_environment(self.warehouse)
        nodes = run_project_with(self.folder, arguments, variables, self.manifest, self.project)
        assert [node for node in nodes if node.status != "success"] == []

    def kill_build(self, models_made: int) -> None:
        """Builds in a process of its own, which is killed (SIGKILL) as soon as it has made so many models."""
        places = [self.project, PROJECT_FOLDER, self.folder / "target", self.folder / "logs"]
        options = ("--project-dir", "--profiles-dir", "--target-path", "--log-path")
        folders = [str(word) for pair in zip(options, places, strict=True) for word in pair]
        command = [str(Path(sys.executable).with_name("dbt")), *BUILD, "--select", *TABLES, *folders]
        variables = {**os.environ, **dbt_environment(self.warehouse)}
        with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            made = 0
            for line in process.stdout:
                made += "OK created sql incremental model" in line
                if made == models_made:
                    process.kill()
        assert process.returncode == -signal.SIGKILL

    def contents(self) -> Contents:
        """Every row of every table that models made, by table."""
        with self.reading() as fetch:
            tables = fetch(
                "select table_schema, table_name, string_agg(column_name, ', ' order by column_name) "
                "from information_schema.tables inner join information_schema.columns using (table_schema, table_name) "
                f"where table_type = 'BASE TABLE' and table_schema in {_SCHEMAS} group by 1, 2"
            )
            return {
                table: Counter(fetch(f"select {columns} from {schema}.{table}"))
                for schema, table, columns in tables
                if table not in BUILDS_NOTES
            }


class DuckDBStore(Store):
    """A DuckDB file in a folder of its own."""

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> "DuckDBStore":
        folder.mkdir(exist_ok=True)
        return cls(Warehouse.parse(f"duckdb:///{folder / 'warehouse.duckdb'}", folder), manifest, folder)

    @property
    def path(self) -> Path:
        assert self.warehouse.path is not None
        return self.warehouse.path

    def write(self, raw: RawRows) -> None:
        with duckdb.connect(str(self.path)) as database:
            database.execute("begin")
            for source, table, rows in raw.tables():
                database.execute(f"create schema if not exists raw_{source}")
                database.register("rows_to_write", rows)
                database.execute(f"create or replace table raw_{source}.{table} as select * from rows_to_write")
                database.unregister("rows_to_write")
            database.execute("commit")

    def rebuilt(self) -> Contents:
        """In a copy, so that increments go on from increments."""
        with TemporaryDirectory(dir=self.folder) as folder:
            copy = DuckDBStore.create(Path(folder), self.manifest)
            copy.project = self.project
            shutil.copy(self.path, copy.path)
            copy.build(full_refresh=True)
            return copy.contents()

    @contextmanager
    def reading(self) -> Iterator[Fetch]:
        with duckdb.connect(str(self.path), read_only=True) as database:
            database.execute("set timezone = 'UTC'")
            yield lambda query: database.execute(query).fetchall()


class PostgresStore(Store):
    """A database of a server that the test runs; manifests name their database, so it has one of its own."""

    def write(self, raw: RawRows) -> None:
        prepare_roles(self.warehouse)
        with psycopg.connect(self.warehouse.url, autocommit=False) as database:
            for source, table, rows in raw.tables():
                name = f"raw_{source}.{table}"
                columns = ", ".join(f"{field.name} {_postgres_type(field)}" for field in rows.schema)
                database.execute(f"create schema if not exists raw_{source}".encode())
                made = database.execute(f"select to_regclass('{name}')".encode()).fetchone()
                # views stand on it, so the table stays
                database.execute(
                    (f"delete from {name}" if made and made[0] else f"create table {name} ({columns})").encode()
                )
                with database.cursor().copy(f"copy {name} from stdin".encode()) as copying:
                    for row in rows.to_pylist():
                        copying.write_row(list(row.values()))

    def rebuilt(self) -> Contents:
        # a table that is made anew takes the views on it away
        self.build("resource_type:model", full_refresh=True)
        return self.contents()

    @contextmanager
    def reading(self) -> Iterator[Fetch]:
        with psycopg.connect(self.warehouse.url) as database:
            yield lambda query: database.execute(query.encode()).fetchall()


def _postgres_type(field: pa.Field) -> str:
    kind = field.type
    if field.metadata:
        return "jsonb"
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamptz"
    names = {"string": "text", "int64": "bigint", "date32[day]": "date", "bool": "boolean"}
    return names[str(kind)]
