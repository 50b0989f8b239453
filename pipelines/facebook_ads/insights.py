"""One daily report of one account: at once where Meta can answer, by a report run where it is too large for that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipelines.facebook_ads.client import FacebookClient, Record
from pipelines.facebook_ads.history import DAYS_PER_REQUEST
from pipelines.facebook_ads.report_runs import ReportRuns
from pipelines.facebook_ads.reports import Report
from pipelines.facebook_ads.requests import condition, insight_params
from pipelines.loading.account_reports import Row, report_slices, unique_rows
from pipelines.loading.day_plan import DayRange, PlannedDays
from pipelines.loading.errors import ShrinkError
from pipelines.loading.slice import Slice
from pipelines.loading.windows import BATCH_ROWS, TooManyRowsError, Window


@dataclass(slots=True)
class ReportReader:
    """Reads ``report`` of an account in spans of days whose rows fit into memory; raises SourceError.

    ``shape`` makes a row of a record, ``campaign_ids`` are those that a single day falls apart into when even it is too
    large. ``objects`` is how many of the report's level the account has: so many rows a day are expected at first.
    After the first refusal every further range is read by runs.
    """

    client: FacebookClient
    runs: ReportRuns
    account_id: str
    report: Report
    shape: Callable[[Record], Row]
    campaign_ids: Sequence[str]
    objects: int
    _window: Window = field(init=False)
    _by_runs: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._window = Window(DAYS_PER_REQUEST, BATCH_ROWS // max(self.objects, 1))

    def slices(self, plan: Iterator[PlannedDays]) -> Iterator[Slice]:
        """The slices of a ``plan`` of single days."""
        return report_slices(self.report.table, self.account_id, self._window.spans(plan), self._read)

    def _read(self, days: DayRange) -> list[Row]:
        self._window.admit(days)
        try:
            rows = self._once([self.shape(record) for record in self._records(days)])
        except ShrinkError as error:
            self._window.was_cut(days, error)
            raise
        self._window.came_through(days, len(rows))
        return rows

    def _records(self, days: DayRange) -> list[Record]:
        params = insight_params(self.report, days)
        if not self._by_runs:
            most = BATCH_ROWS + 1 if days.since < days.until else None
            try:
                records = list(islice(self.client.edge(f"act_{self.account_id}/insights", params), most))
            except ShrinkError:
                self._by_runs = True
            else:
                if len(records) == most:
                    raise TooManyRowsError
                return records
        try:
            return self.runs.read(self.account_id, params)
        except ShrinkError:
            if days.since < days.until or not self.campaign_ids:
                raise
            return self._by_campaigns(params)

    def _by_campaigns(self, params: Mapping[str, Any]) -> list[Record]:
        """A day's report in parts: its campaigns, halved where a part is still too large, and whatever else it has."""
        everyone = tuple(self.campaign_ids)
        records = self._part(params, "NOT_IN", everyone)
        pending = _halves(everyone)
        while pending:
            part = pending.pop()
            try:
                records += self._part(params, "IN", part)
            except ShrinkError:
                if len(part) == 1:
                    raise
                pending += _halves(part)
        return records

    def _part(self, params: Mapping[str, Any], operator: str, campaigns: Sequence[str]) -> list[Record]:
        filtering = [*params["filtering"], condition("campaign.id", operator, campaigns)]
        return self.runs.read(self.account_id, {**params, "filtering": filtering})

    def _once(self, rows: list[Row]) -> list[Row]:
        """Each row once. Rows whose breakdown Meta leaves out cannot be told apart, so all of them stay."""
        key = self.report.row_key
        whole = [row for row in rows if all(row.get(name) is not None for name in key)]
        open_ones = [row for row in rows if any(row.get(name) is None for name in key)]
        return unique_rows(whole, key) + open_ones


def _halves(campaigns: Sequence[str]) -> list[Sequence[str]]:
    middle = len(campaigns) // 2
    return [part for part in (campaigns[:middle], campaigns[middle:]) if part]
