"""Installations to kill: copies of one that was never run, on DuckDB or PostgreSQL, and what they hold afterwards."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from sqlalchemy import select

from omnitrackiq.accounts.tables import ConnectionRow
from pipelines import facebook_ads, shopify
from pipelines.loading.source import Source
from pipelines.loading.table import LOAD_WINDOWS
from sandbox.market.generated import generate_market
from tests.line import PII_KEY, lay_line
from tests.postgres_server import PostgresServer
from tests.sandbox_server import SandboxServer, serve_market

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST_DAY, SECOND_DAY = datetime(2026, 3, 6, 8, tzinfo=UTC), datetime(2026, 3, 7, 8, tzinfo=UTC)
SOURCES: Sequence[Source] = (facebook_ads.SOURCE, shopify.SOURCE)
# Few requests and tables, so that a run takes a second or two.
_SHORT = {
    source.name: {"backfill_days": 10, "streams_off": [stream.name for stream in source.optional_streams]}
    for source in SOURCES
}
SYNC = ["sync", "--strict", *(word for source in SOURCES for word in ("--source", source.name))]


@contextmanager
def small_sandbox() -> Iterator[SandboxServer]:
    """A market of two workspaces and five days, which goes on for a sixth."""
    market = generate_market(seed=6, start=date(2026, 3, 1), workspaces=2, size="small", now=SECOND_DAY)
    with serve_market(market, FIRST_DAY) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (negative: the signal), its time, what it said, which steps it met."""

    exit: int
    seconds: float
    said: str
    steps: dict[str, int]


class Victims:
    """Runs commands of installations in processes that can be killed."""

    def __init__(self) -> None:
        variables = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-m", "tests.kills.victim"]
        self._process = subprocess.Popen(
            command, env=variables, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        self._process.communicate()

    def run(self, home: "Home", command: Sequence[str], **death: Any) -> Ended:
        """Runs ``command``; ``fatal`` or ``after`` say when it dies."""
        assert self._process.stdin and self._process.stdout
        order = {"environment": home.environment, "command": list(command), **death}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@dataclass(frozen=True, slots=True)
class Home:
    """An installation's folder and the address of its warehouse."""

    folder: Path
    sandbox_url: str
    warehouse_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "OMNITRACKIQ_HOME": str(self.folder),
            "OMNITRACKIQ_SANDBOX_URL": self.sandbox_url,
            "OMNITRACKIQ_WAREHOUSE_URL": self.warehouse_url,
            "OMNITRACKIQ_PII_KEY": PII_KEY,
        }

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        if self.warehouse_url:
            with psycopg.connect(self.warehouse_url) as session:
                return session.execute(query.encode()).fetchall()
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as database:
            return database.execute(query).fetchall()

    def held(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every raw table of the sources, without what tells of the loading itself."""
        tables: dict[str, list[tuple[Any, ...]]] = {}
        for source in SOURCES:
            for table in source.tables:
                columns = ", ".join(f'"{column.name}"' for column in table.all_columns)
                found = self.rows(f"select {columns} from raw_{source.name}.{table.name}")
                tables[f"{source.name}.{table.name}"] = sorted(found, key=repr)
        return tables

    def marts(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every mart, without the one that tells of the syncs themselves."""
        names = self.rows("select table_name from information_schema.tables where table_schema = 'marts'")
        return {
            name: sorted(self.rows(f"select * from marts.{name}"), key=repr)
            for (name,) in names
            if name != "data_freshness"
        }

    def windows_twice(self) -> int:
        """How many load windows stand there twice."""
        key = ", ".join(LOAD_WINDOWS.key)
        doubled = f"select {key} from raw_{{0}}.load_windows group by {key} having count(*) > 1"
        return sum(len(self.rows(doubled.format(source.name))) for source in SOURCES)

    def orphans(self) -> list[str]:
        """Load packages and spilled rows that are neither loaded nor forgotten, and open rows of the ledger."""
        left = [
            str(path.relative_to(self.folder))
            for source in SOURCES
            for pattern in (
                f"dlt/{source.name}/normalize/extracted/*",
                f"dlt/{source.name}/load/new/*",
                f"dlt/{source.name}/load/normalized/*",
                f"spool/{source.name}/*",
            )
            for path in self.folder.glob(pattern)
        ]
        for source in SOURCES:
            left += [f"load {load}" for (load,) in self.rows(
                f"select load_id from raw_{source.name}._dlt_loads where status <> 0"
            )]  # fmt: skip
        return left


class Homes:
    """Makes installations that are alike: one is laid, the others are copies of it."""

    def __init__(self, folder: Path, sandbox: SandboxServer, server: PostgresServer | None) -> None:
        self._folder = folder
        self._sandbox = sandbox
        self._server = server
        self._made = 0
        line = lay_line(folder / "laid", sandbox.url)
        with line.installation.database.writing() as session:
            for row in session.scalars(select(ConnectionRow)):
                row.config = {**row.config, **_SHORT.get(row.source, {})}

    def new(self) -> Home:
        """An installation that was never run, with a warehouse of its own."""
        self._made += 1
        folder = shutil.copytree(self._folder / "laid", self._folder / str(self._made))
        url = self._server.new_owned_database() if self._server else ""
        return Home(folder, self._sandbox.url, url)

    def copy(self, home: Home) -> Home:
        """An installation that holds what ``home`` holds, with a warehouse of its own."""
        self._made += 1
        folder = shutil.copytree(home.folder, self._folder / str(self._made), symlinks=True)
        url = self._server.copied_database(home.warehouse_url) if self._server else ""
        return Home(folder, self._sandbox.url, url)

    def forget(self, home: Home) -> None:
        """Removes an installation and its warehouse."""
        shutil.rmtree(home.folder)
        if self._server:
            name = home.warehouse_url.rpartition("/")[2]
            with psycopg.connect(self._server.url("postgres"), autocommit=True) as session:
                session.execute(f"drop database {name} with (force)".encode())
