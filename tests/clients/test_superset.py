"""Apache Superset signs in with a BI login, lists the marts with the words of every column, and draws a chart."""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from omnitrackiq.warehouse.bi_logins import create_bi_login
from sandbox.market.generated import generate_market
from tests.clients.conftest import ClientEnvironment
from tests.line import lay_line
from tests.postgres_server import PostgresServer, postgres_server
from tests.sandbox_server import serve_market

__all__ = ["postgres_server"]

# Superset imports rich and cachetools without asking for them, and a flask-caching newer than it knows breaks it.
REQUIREMENTS = [
    "apache-superset==6.1.0",
    "cachetools==6.2.4",
    "flask-caching==2.3.1",
    "psycopg2-binary==2.9.10",
    "rich==14.2.0",
]
SESSION = Path(__file__).with_name("superset_session.py")
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
MINE = "demo-1"

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What Superset told, and the address of the warehouse's own user."""

    told: dict[str, Any]
    url: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as session:
            return session.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def shown(
    client_environment: ClientEnvironment, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Shown:
    """Two built workspaces, and Superset with the login of one of them."""
    market = generate_market(seed=1, start=date(2026, 3, 27), workspaces=2, size="small", now=NOW)
    url = postgres_server.new_owned_database()
    with serve_market(market, NOW) as sandbox:
        line = lay_line(tmp_path_factory.mktemp("home"), sandbox.url, url)
        line.sync()
        line.build()
    login = create_bi_login(line.installation.warehouse, MINE, NOW)
    address = f"postgresql+psycopg2://{login.login}:{login.password}@{login.host}:{login.port}/{login.database}"
    home = tmp_path_factory.mktemp("superset")
    settings = {
        "SUPERSET_SECRET": secrets.token_urlsafe(48),
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(SESSION.with_name("superset_config.py")),
    }
    python = client_environment("apache-superset", REQUIREMENTS)
    command = [str(python), str(SESSION), address]
    result = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **settings}, cwd=home, check=False
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return Shown(json.loads(result.stdout.strip().splitlines()[-1]), url)


def test_every_mart_is_listed_with_the_words_of_every_column(shown: Shown) -> None:
    comments: dict[str, dict[str, str]] = {}
    for table, column, comment in shown.rows(
        "select relname, attname, col_description(attrelid, attnum) from pg_attribute "
        "inner join pg_class on pg_class.oid = attrelid "
        "where relnamespace = 'marts'::regnamespace and relkind in ('r', 'v') and attnum > 0 and not attisdropped"
    ):
        comments.setdefault(table, {})[column] = comment
    assert len(comments) >= 17
    assert shown.told["columns"] == comments
    assert all(comment for columns in comments.values() for comment in columns.values())


def test_a_chart_draws_the_days_of_one_workspace(shown: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    days = shown.rows(
        f"select date_day, net_revenue from marts.overview_daily where workspace_id = '{MINE}' order by date_day"
    )
    drawn = shown.told["chart"]
    assert len(drawn) == len(days) > 3
    assert [round(row["Net revenue"], 2) for row in drawn] == [round(float(revenue), 2) for _, revenue in days]
    with capsys.disabled():
        count = sum(len(columns) for columns in shown.told["columns"].values())
        sys.stdout.write(
            f"\nSuperset lists {len(shown.told['tables'])} marts with {count} described columns and draws:\n"
        )
        sys.stdout.writelines(
            f"  {day}  {row['Net revenue']:>12,.2f}\n" for (day, _), row in zip(days, drawn, strict=True)
        )
