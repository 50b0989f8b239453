"""Every case runs at a tiny size and its contestants end with the rows that they are compared by."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.case import Case, Contestant, Ground
from benchmarks.cases import ALL, ad_days, orders
from benchmarks.contest import Measurement, measure
from benchmarks.served.process import Served, serving
from pipelines.shopify.tables import ORDER_TABLES

pytestmark = pytest.mark.slow

TINY = 0.001
OURS_ALONE = ("shop_id", "customer_key", "custom_attributes", "position")
"""What the floor of the orders leaves out, or keeps as it came."""


@pytest.fixture(scope="module")
def ad_day_pages() -> Iterator[Served]:
    with serving("benchmarks.served.tiktok", ad_days.CASE.shape(TINY)) as served:
        yield served


@pytest.fixture(scope="module")
def order_pages() -> Iterator[Served]:
    with serving("benchmarks.served.shopify", orders.CASE.shape(TINY)) as served:
        yield served


def run(contestant: Contestant, case: Case, served: Served, home: Path) -> Path:
    """The folder in which ``contestant`` did its work."""
    ground = Ground(home / contestant.__name__, served.url, case.shape(TINY))
    ground.folder.mkdir()
    contestant(ground)
    assert ground.clock.seconds > 0
    return ground.folder


def written(folder: Path, table: str, without: Collection[str] = ()) -> list[Any]:
    """The rows that a floor wrote, without some columns."""
    columns = f"columns(name -> name not in {[*without, '']})"
    return duckdb.sql(f"select {columns} from '{folder / table}.parquet' order by all").fetchall()


def loaded(folder: Path, table: str, without: Collection[str] = ()) -> list[Any]:
    """The rows of ours, without what only the loader adds."""
    columns = f"columns(name -> name not in {['_dlt_load_id', *without]})"
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.execute(f"select {columns} from {table} order by all").fetchall()


def test_ad_days_of_floor_and_ours_are_the_same(ad_day_pages: Served, tmp_path: Path) -> None:
    expected = written(run(ad_days.floor, ad_days.CASE, ad_day_pages, tmp_path), "ad_insights")
    assert len(expected) == 1000
    assert len({row[3] for row in expected}) == 10, "days"
    assert sum(row[11] for row in expected) > Decimal(1000), "spend"
    for contestant in (ad_days.ours, ad_days.ours_again):
        folder = run(contestant, ad_days.CASE, ad_day_pages, tmp_path)
        assert loaded(folder, "raw_tiktok_ads.ad_insights") == expected


def test_orders_of_floor_and_ours_are_the_same(order_pages: Served, tmp_path: Path) -> None:
    floor = run(orders.floor, orders.CASE, order_pages, tmp_path)
    ours = run(orders.ours, orders.CASE, order_pages, tmp_path)
    for table in ORDER_TABLES:
        assert loaded(ours, f"raw_shopify.{table.name}", OURS_ALONE) == written(floor, table.name, OURS_ALONE), (
            table.name
        )
    assert len(written(floor, "orders")) == 100
    assert len(written(floor, "order_lines")) > 100


@pytest.mark.long
@pytest.mark.parametrize("case", [case for case in ALL if case.served], ids=lambda case: case.name)
def test_every_contestant_measures_itself(case: Case) -> None:
    """Peers too, each in the environment that it needs."""
    shape = case.shape(TINY)
    assert case.served is not None
    with serving(case.served, shape) as served:
        for contestant in (*case.contestants, *case.peers):
            found = measure(case, contestant.__name__, shape, served)
            assert isinstance(found, Measurement)
            assert found.rows > 0, contestant.__name__
            assert found.cpu_seconds > 0, contestant.__name__
            assert found.served_cpu_seconds >= 0, contestant.__name__
