"""The whole line for a test: an installation in a folder of its own, fed by a served sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from pydantic import SecretStr

from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.settings import load_settings
from orchestration.build import Build, build
from orchestration.demo import connect_demo, sandbox_workspaces
from orchestration.installation import Installation, open_installation
from orchestration.side_by_side import sync
from orchestration.sync import SyncRequest
from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Outcome
from pipelines.loading.progress import Progress

# The same in every home, so that the same shopper has the same hash in each.
PII_KEY = "the key that all lines of the tests share"


class Silence:
    """An observer that needs to know nothing."""

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        return None

    def progressed(self, connection: Connection, progress: Progress) -> None:
        return None

    def finished(self, outcome: Outcome) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """An installation whose sources all point at one sandbox."""

    installation: Installation

    def sync(self, sources: Sequence[str] = (), since: date | None = None, until: date | None = None) -> list[Outcome]:
        return sync(self.installation, SyncRequest(since=since, until=until), Silence(), sources)

    def build(self) -> Build:
        return build(self.installation)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the warehouse itself."""
        with duckdb.connect(str(self.installation.warehouse.path), read_only=True) as database:
            return database.execute(query, list(parameters)).fetchall()

    def tables(self, schema: str) -> list[str]:
        found = self.rows(
            "select table_name from information_schema.tables where table_schema = ? order by 1", [schema]
        )
        return [name for (name,) in found]

    def mart(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a mart, in one order."""
        return self.rows(f"select * from marts.{name} order by all")


def lay_line(home: Path, sandbox_url: str, warehouse_url: str = "", **settings_given: Any) -> Line:
    """An installation in ``home`` with the sandbox's workspaces and connections, which read every stream.

    Further settings may be given.
    """
    line = open_line(home, sandbox_url=sandbox_url, warehouse_url=warehouse_url, **settings_given)
    connect_demo(line.installation, sandbox_workspaces(sandbox_url), details={})
    return line


def open_line(home: Path, **settings_given: Any) -> Line:
    """The installation in ``home``, which is made if there is none."""
    settings = load_settings(env_file=None, home=home, **{"pii_key": SecretStr(PII_KEY), **settings_given})
    migrate(settings.database_url)
    return Line(open_installation(settings))
