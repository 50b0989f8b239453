"""A closed day that falls sharply is read again before it overwrites; the second reading counts and is noted."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.account_reports import report_slices
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, DayRange, plan_days
from pipelines.loading.fallen_days import KnownDay, fallen_days
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.source import Cursors
from pipelines.loading.table import Column
from tests.pipelines.loading.imaginary_source import AD_DAYS, NOW, Platform, Silence, connection

REPORT = replace(
    AD_DAYS, columns=(*AD_DAYS.columns, Column("purchases", "decimal"), Column("purchase_value", "decimal"))
)
DAY, OPEN = date(2026, 3, 4), date(2026, 3, 10)


@dataclass
class Report:
    """A daily report; ``answers`` are the spends of DAY in turn, the last one for ever."""

    answers: list[str]
    reads: list[DayRange] = field(default_factory=list)

    def read(self, days: DayRange) -> list[dict[str, Any]]:
        spend = self.answers[min(len(self.reads), len(self.answers) - 1)]
        self.reads.append(days)
        row = {"account_id": "1", "ad_id": "x", "spend": spend, "purchases": "3", "purchase_value": "30.5"}
        return [{**row, "date_day": day.isoformat()} for day in (DAY, OPEN) if day <= days.until]

    def extract(self, _: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
        policy = DayPolicy(lookback_days=10, first_day=date(2026, 3, 1), longest=40)
        plan = plan_days(window.now.date(), cursors.get("ad_days", {}).get("1"), window, policy)
        yield from report_slices(REPORT, "1", plan, self.read)


def load(report: Report, home: Path, day: int) -> list[tuple[Any, ...]]:
    """The stored spend of DAY after a run ``day`` days later."""
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    source = replace(Platform().source(), tables=(REPORT,), extract=report.extract)
    window = SyncWindow(NOW + timedelta(days=day))
    (outcome,) = run_source(source, [connection("a")], window, warehouse, Silence())
    assert outcome.status == "ok"
    with duckdb.connect(str(warehouse.path), read_only=True) as database:
        return database.execute(
            "select spend, read_twice from raw_imaginary.load_windows where date_day = ? order by observed_on", [DAY]
        ).fetchall()


def test_a_gap_that_passes_overwrites_nothing(tmp_path: Path) -> None:
    report = Report(["100", "3", "101"])
    load(report, tmp_path, 0)
    assert load(report, tmp_path, 1) == [(Decimal(100), False), (Decimal(101), True)]
    assert len(report.reads) == 3


def test_a_fall_that_is_confirmed_is_taken_and_noted(tmp_path: Path) -> None:
    report = Report(["100", "3"])
    load(report, tmp_path, 0)
    assert load(report, tmp_path, 1) == [(Decimal(100), False), (Decimal(3), True)]
    assert load(report, tmp_path, 2)[-1] == (Decimal(3), False), "what is known now has not fallen"


@pytest.mark.slow
def test_an_open_day_may_fall(tmp_path: Path) -> None:
    report = Report(["100", "3"])
    known = {("c", "ad_days", "1", DAY): KnownDay(Decimal(100), Decimal(3))}
    load(report, tmp_path, -6)
    assert load(report, tmp_path, -5) == [(Decimal(100), False), (Decimal(3), False)]
    assert fallen_days(known, connection("other"), piece(LoadWindow("1", DAY, 0, Decimal(0)))) == set()


@pytest.mark.parametrize(
    ("spend", "conversions", "falls"),
    [("50", "10", False), ("49.99", "10", True), ("100", "4.9", True), ("100", "5", False), (None, "10", True)],
)
def test_less_than_half_is_a_sharp_fall(spend: str | None, conversions: str, falls: bool) -> None:
    one = connection("a")
    known = {(one.connection_id, "ad_days", "1", DAY): KnownDay(Decimal(100), Decimal(10))}
    now = LoadWindow("1", DAY, 1, None if spend is None else Decimal(spend), Decimal(conversions))
    assert bool(fallen_days(known, one, piece(now))) is falls


@pytest.mark.slow
def test_old_and_new_totals_of_a_day_are_kept_with_the_day_it_settles(tmp_path: Path) -> None:
    load(Report(["100"]), tmp_path, 0)
    load(Report(["90"]), tmp_path, 1)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as database:
        kept = database.execute(
            "select observed_on, spend, conversions, conversion_value, settles_on "
            "from raw_imaginary.load_windows where date_day = ? order by 1",
            [DAY],
        ).fetchall()
    settled = DAY + timedelta(days=10)
    assert kept == [
        (NOW.date(), Decimal(100), Decimal(3), Decimal("30.5"), settled),
        (NOW.date() + timedelta(days=1), Decimal(90), Decimal(3), Decimal("30.5"), settled),
    ]


def piece(*windows: LoadWindow) -> Slice:
    return Slice("ad_days", {}, {}, windows=windows)
