"""The same market through DuckDB and PostgreSQL gives the same marts: every value, doubles within 1e-6."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import serving
from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.uploads import PRODUCT_COSTS
from omnitrackiq.reporting.ad_levels import LEVELS, read_level
from omnitrackiq.reporting.ad_platforms import read_platforms
from omnitrackiq.reporting.channels import read_channels
from omnitrackiq.reporting.freshness import read_freshness
from omnitrackiq.reporting.overview import read_overview
from omnitrackiq.reporting.overview_metrics import OVERVIEW_METRICS
from omnitrackiq.reporting.periods import compared_period, preset_period
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_roles import prepare_roles
from omnitrackiq.warehouse.publishing import publish
from omnitrackiq.warehouse.readers import MartSnapshot, open_reader
from orchestration.control_plane import load_control_plane
from orchestration.dbt import run_dbt
from orchestration.installation import Installation
from sandbox.market.generated import generate_market
from sandbox.market.interface import Market
from tests.line import lay_line
from tests.postgres_server import PostgresServer, postgres_server
from tests.sandbox_server import serve_market

__all__ = ["postgres_server"]

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
START = date(2026, 3, 16)
COSTS_SINCE = date(2026, 3, 24)
NEEDS_A_SECOND_SYNC = {"restatements"}
ENTRY = Path(serving.__file__).parent / "entry.py"

Fetch = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Marts:
    """The schema marts of one engine; ``fetch`` gives everybody's rows."""

    warehouse: Warehouse
    fetch: Fetch

    def columns(self) -> dict[str, list[str]]:
        """The names of the columns of every mart, in order."""
        found: dict[str, list[str]] = {}
        for table, column in self.fetch(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'marts' order by table_name, ordinal_position"
        ):
            found.setdefault(table, []).append(column)
        return found

    def rows(self, mart: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """All rows, in an order that every engine has."""
        return sorted(self.fetch(f"select {', '.join(columns)} from marts.{mart}"), key=_place)

    def comments(self) -> dict[tuple[str, str], str]:
        """The comment of every column."""
        return {(table, column): comment for table, column, comment in self.fetch(self._comments())}

    def _comments(self) -> str:
        (version,) = self.fetch("select version()")[0]
        if "PostgreSQL" in version:
            return (
                "select relname, attname, col_description(attrelid, attnum) from pg_attribute "
                "inner join pg_class on pg_class.oid = attrelid "
                "where relnamespace = 'marts'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped"
            )
        return "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(1, marks=pytest.mark.slow),
        pytest.param(2, marks=pytest.mark.long),
        pytest.param(3, marks=pytest.mark.long),
    ],
    ids=lambda seed: f"seed {seed}",
)
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> tuple[Marts, Marts]:
    """The marts of a market, by DuckDB and by PostgreSQL; both lines work at the same moment and with the same key."""
    market = generate_market(seed=request.param, start=START, workspaces=2, size="small", now=NOW)
    file = tmp_path_factory.mktemp("duckdb") / "warehouse.duckdb"
    database = postgres_server.new_database()
    warehouses: list[Warehouse] = []
    with serve_market(market, NOW) as sandbox, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Installation, "wall_clock", lambda _self: NOW)
        for url in (f"duckdb:///{file}", database):
            home: Path = tmp_path_factory.mktemp("home")
            line = lay_line(home, sandbox.url, url, pii_key="the same for both")
            assert {outcome.status for outcome in line.sync()} == {"ok"}
            _upload_costs(line.installation, market)
            _build_models(line.installation)
            warehouses.append(line.installation.warehouse)
    return Marts(warehouses[0], _duckdb_rows(file)), Marts(warehouses[1], _postgres_rows(database))


def _upload_costs(installation: Installation, market: Market) -> None:
    """The first variant of each product costs 1.25 of the workspace's money from COSTS_SINCE on."""
    for workspace in market.workspaces:
        skus = [product.variants[0].sku for product in market.products(workspace.workspace_id, NOW)]
        lines = [f"{sku},1.25,{workspace.currency},{COSTS_SINCE}" for sku in skus]
        costs = PRODUCT_COSTS.read("\n".join(["sku,cost,currency,valid_from", *lines]))
        with installation.database.writing() as session:
            PRODUCT_COSTS.replace(session, workspace.workspace_id, costs, actor=Actor("operator", "test"), now=NOW)


def _build_models(installation: Installation) -> None:
    """The models without their tests, which judge the data and change nothing in it."""
    load_control_plane(installation)
    prepare_roles(installation.warehouse)
    left_out = (part for kind in ("unit_test", "test", "exposure") for part in ("--exclude-resource-type", kind))
    assert {node.status for node in run_dbt(installation.warehouse, ["build", *left_out])} == {"success"}


def _duckdb_rows(file: Path) -> Fetch:
    def fetch(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(file), read_only=True) as database:
            database.execute("set TimeZone = 'UTC'")
            return database.execute(query).fetchall()

    return fetch


def _postgres_rows(url: str) -> Fetch:
    def fetch(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, options="-c TimeZone=UTC") as database:
            return database.execute(query.encode()).fetchall()

    return fetch


def test_both_engines_have_the_same_marts_and_columns(engines: tuple[Marts, Marts]) -> None:
    one, other = engines
    assert one.columns() == other.columns()
    assert len(one.columns()) >= 10


def test_every_value_of_every_mart_is_equal(engines: tuple[Marts, Marts]) -> None:
    one, other = engines
    for mart, columns in one.columns().items():
        left, right = one.rows(mart, columns), other.rows(mart, columns)
        assert len(left) == len(right), mart
        assert left or mart in NEEDS_A_SECOND_SYNC, mart
        for row, twin in zip(left, right, strict=True):
            different = [(column, a, b) for column, a, b in zip(columns, row, twin, strict=True) if not _equal(a, b)]
            assert not different, (mart, row)


def test_an_uploaded_cost_counts_from_its_day_on(engines: tuple[Marts, Marts]) -> None:
    for marts in engines:
        lines = marts.fetch(
            "select distinct cost_source, sku like '%-1', order_date >= date '2026-03-24', "
            "cost_source = 'uploaded' and cost_of_goods <> 1.25 * (quantity - returned_quantity) "
            "from marts.order_lines where not is_gift_card and cost_source is not null"
        )
        assert {line[:3] for line in lines} == {
            ("uploaded", True, True),
            ("shopify", True, False),
            ("shopify", False, True),
            ("shopify", False, False),
        }
        assert not any(line[3] for line in lines)
        ((orders, equal, workspaces),) = marts.fetch(
            "select count(*), count(case when margins.cost_of_goods = lines.cost_of_goods then 1 end), "
            "count(distinct margins.workspace_id) from marts.order_margins as margins inner join ("
            "select workspace_id, order_id, sum(cost_of_goods) as cost_of_goods from marts.order_lines "
            "group by workspace_id, order_id having bool_or(cost_source = 'uploaded') "
            "and count(*) = count(cost_of_goods)) as lines using (workspace_id, order_id)"
        )
        assert orders == equal > 20
        assert workspaces == 2


def test_every_column_carries_the_same_comment(engines: tuple[Marts, Marts]) -> None:
    one, other = engines
    assert one.comments() == other.comments()
    assert all(other.comments().values())


def test_pages_read_the_same_figures(engines: tuple[Marts, Marts]) -> None:
    for marts in engines:
        publish(marts.warehouse, None, "b1", NOW)
    for workspace_id in ("demo-1", "demo-2"):
        one, other = (open_reader(marts.warehouse, workspace_id).snapshot() for marts in engines)
        assert one.publication == other.publication
        assert _figures(one) == _figures(other)


def _figures(snapshot: MartSnapshot) -> list[Any]:
    period = preset_period("7d", NOW.date())
    overview = read_overview(snapshot, period, compared_period(period, "previous"))
    kpis = [overview.kpi(metric) for metric in OVERVIEW_METRICS]
    assert kpis[0].value and kpis[0].prior
    platforms = read_platforms(snapshot, period, None).rows
    ads = [row for level in LEVELS.values() for row in read_level(snapshot, level, period, None)]
    assert platforms and ads
    return [*kpis, *read_channels(snapshot, period).rows, *platforms, *ads, *read_freshness(snapshot, NOW)]


def test_the_overview_page_says_the_same(engines: tuple[Marts, Marts], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")
    shown = []
    for marts in engines:
        publish(marts.warehouse, None, "b1", NOW)
        serving.hand_over(serving.Serving(marts.warehouse, "demo-1", ("localhost",), NOW.date()))
        app = AppTest.from_file(str(ENTRY), default_timeout=60).run()
        assert not app.exception
        assert not app.error
        shown.append([(tile.label, tile.value, tile.delta) for tile in app.metric])
    assert shown[0] == shown[1]
    assert len(shown[0]) >= 10


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.as_tuple() == other.as_tuple()
    return type(one) is type(other) and one == other


def _place(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(value) for value in row if not isinstance(value, float))
