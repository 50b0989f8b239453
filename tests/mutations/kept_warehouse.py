"""A small, rich market, loaded and built once: two zones and currencies, every source, and a workspace with a twin.

The twin has the same ids as its origin, so that a join that forgets the workspace finds too much.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from omnitrackiq.accounts.workspaces import create_workspace, get_workspace
from orchestration.installation import Installation
from sandbox.market.generated import generate_market
from tests.line import lay_line
from tests.sandbox_server import serve_market

START, NOW = date(2026, 3, 14), datetime(2026, 4, 12, 9, tzinfo=UTC)
ORIGIN, TWIN = "demo-1", "demo-1-twin"
# Loaded anew before each build.
_NOT_COPIED = "raw_workspaces"


@dataclass(frozen=True, slots=True)
class KeptWarehouse:
    """A built warehouse file, and what the market's own ledger says of each of its workspaces."""

    path: Path
    truth: dict[str, Any]

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        with duckdb.connect(str(self.path), read_only=True) as database:
            return database.execute(query, list(parameters)).fetchall()

    def tables(self, schema: str) -> list[str]:
        found = self.rows("select table_name from information_schema.tables where table_schema = ?", [schema])
        return [name for (name,) in found]


def make_warehouse(home: Path) -> KeptWarehouse:
    """Loads and builds the market in ``home``; every test of the project passes on it."""
    market = generate_market(seed=1, start=START, workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as sandbox:
        line = lay_line(home, sandbox.url)
        assert {outcome.status for outcome in line.sync()} == {"ok"}
        add_twin(line.installation)
        line.build()
        truth = sandbox.truth()
    path = line.installation.warehouse.path
    assert path is not None
    return KeptWarehouse(path, with_twin(truth))


def add_twin(installation: Installation) -> None:
    """A workspace with the settings and all raw rows of another."""
    with installation.database.writing() as session:
        model = get_workspace(session, ORIGIN)
        create_workspace(
            session, workspace_id=TWIN, name=TWIN, currency=model.currency, timezone=model.timezone, now=NOW
        )
    with duckdb.connect(str(installation.warehouse.path)) as database:
        tables = database.execute(
            "select schema_name, table_name from duckdb_columns() where column_name = 'workspace_id' "
            "and starts_with(schema_name, 'raw_') and not ends_with(schema_name, '_staging') and schema_name <> ?",
            [_NOT_COPIED],
        ).fetchall()
        for schema, table in tables:
            database.execute(
                f"insert into {schema}.{table} select * replace (? as workspace_id) from {schema}.{table} "
                "where workspace_id = ?",
                [TWIN, ORIGIN],
            )


def with_twin(truth: dict[str, Any]) -> dict[str, Any]:
    """The ledger with what the origin earned said of the twin as well."""
    (origin,) = (each for each in truth["workspaces"] if each["workspace_id"] == ORIGIN)
    return {**truth, "workspaces": [*truth["workspaces"], {**deepcopy(origin), "workspace_id": TWIN}]}
