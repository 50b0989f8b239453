"""Reads one report of a property by days, with what Analytics says of each day's quality."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pipelines.ga4.client import Ga4Client
from pipelines.ga4.quality import QUALITY, Metadata, quality_record
from pipelines.ga4.reports import Report
from pipelines.ga4.shape import Record, record_of
from pipelines.loading.account_reports import report_slices
from pipelines.loading.day_plan import DayRange, PlannedDays
from pipelines.loading.errors import ShrinkError
from pipelines.loading.slice import Slice
from pipelines.loading.windows import Window


class ReportReader:
    """One report of one property, at most ``longest`` days at once."""

    def __init__(self, client: Ga4Client, property_id: str, report: Report, longest: int) -> None:
        self._client = client
        self._property_id = property_id
        self._report = report
        self._window = Window(longest, start=longest)
        self._said_of: dict[date, Metadata] = {}

    def slices(self, plan: Iterator[PlannedDays]) -> Iterator[Slice]:
        """The slices of a ``plan`` of single days; raises SourceError."""
        for piece in report_slices(self._report.table, self._property_id, self._window.spans(plan), self._read):
            yield self._with_quality(piece)

    def _read(self, days: DayRange) -> list[Record]:
        self._window.admit(days)
        try:
            rows, metadata = self._client.report(self._report, days)
        except ShrinkError as error:
            self._window.was_cut(days, error)
            raise
        self._window.came_through(days, len(rows))
        self._said_of = dict.fromkeys(days.days(), metadata)
        return [record_of(self._report, self._property_id, metadata, row) for row in rows]

    def _with_quality(self, piece: Slice) -> Slice:
        stream = self._report.stream
        counts: Counter[Any] = Counter(row.get("date_day") for row in piece.rows[stream])
        qualities = [
            quality_record(self._property_id, stream, day, counts[day.isoformat()], metadata)
            for day, metadata in self._said_of.items()
        ]
        covers = [(self._property_id, stream, day) for day in self._said_of]
        return replace(
            piece,
            rows={**piece.rows, QUALITY.name: qualities},
            covers={**piece.covers, QUALITY.name: covers},
            again=None,
        )
