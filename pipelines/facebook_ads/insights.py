"""One daily report of one account: at once where Meta can answer, by a report run where it is too large for that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.facebook_ads.client import FacebookClient, Record
from pipelines.facebook_ads.errors import TooOldError
from pipelines.facebook_ads.report_runs import ReportRuns
from pipelines.facebook_ads.reports import Report
from pipelines.facebook_ads.requests import condition, insight_params
from pipelines.loading.account_reports import Row, unique_rows
from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import ShrinkError


@dataclass(slots=True)
class ReportReader:
    """Reads ``report`` of an account over ranges of its days; raises SourceError.

    ``shape`` makes a row of a record, ``oldest`` is the first day of Meta's history, ``campaign_ids`` are those that a
    single day falls apart into when even it is too large. After the first refusal every further range is read by runs.
    """

    client: FacebookClient
    runs: ReportRuns
    account_id: str
    report: Report
    shape: Callable[[Record], Row]
    oldest: date
    campaign_ids: Sequence[str]
    _by_runs: bool = field(default=False, init=False)

    def read(self, days: DayRange) -> list[Row]:
        """The rows of ``days``; days before Meta's history have none. ShrinkError: fewer days may succeed."""
        try:
            records = self._records(days)
        except TooOldError:
            if days.since >= self.oldest:
                raise
            return self.read(DayRange(self.oldest, days.until)) if days.until >= self.oldest else []
        return self._once([self.shape(record) for record in records])

    def _records(self, days: DayRange) -> list[Record]:
        params = insight_params(self.report, days)
        if not self._by_runs:
            try:
                return list(self.client.edge(f"act_{self.account_id}/insights", params))
            except ShrinkError:
                self._by_runs = True
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
