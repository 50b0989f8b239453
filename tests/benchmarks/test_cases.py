"""Every case runs at a tiny size and its contestants end with the rows that they are compared by."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.case import Case, Ground
from benchmarks.cases import ALL, ad_days
from benchmarks.contest import Measurement, measure
from benchmarks.served.process import Served, serving

TINY = 0.001


@pytest.fixture(scope="module")
def ad_day_pages() -> Iterator[Served]:
    with serving("benchmarks.served.tiktok", ad_days.CASE.shape(TINY)) as served:
        yield served


def rows_of(database: duckdb.DuckDBPyConnection, table: str) -> list[Any]:
    """The report rows without what only the loader adds."""
    return database.execute(f"select * exclude (_dlt_load_id) from {table} order by all").fetchall()


def test_floor_and_ours_end_with_the_same_rows(ad_day_pages: Served, tmp_path: Path) -> None:
    grounds = {}
    for contestant in (ad_days.floor, ad_days.ours, ad_days.ours_again):
        ground = Ground(tmp_path / contestant.__name__, ad_day_pages.url, ad_days.CASE.shape(TINY))
        ground.folder.mkdir()
        contestant(ground)
        assert ground.clock.seconds > 0
        grounds[contestant.__name__] = ground.folder
    floor = duckdb.connect()
    floor.execute(f"create view floor as select *, null as _dlt_load_id from '{grounds['floor']}/ad_insights.parquet'")
    expected = rows_of(floor, "floor")
    assert len(expected) == 1000
    assert len({row[3] for row in expected}) == 10, "days"
    assert sum(row[11] for row in expected) > Decimal(1000), "spend"
    for name in ("ours", "ours_again"):
        with duckdb.connect(str(grounds[name] / "warehouse.duckdb"), read_only=True) as warehouse:
            assert rows_of(warehouse, "raw_tiktok_ads.ad_insights") == expected


@pytest.mark.slow
@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
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
