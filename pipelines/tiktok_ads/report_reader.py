"""Reads one report of an advertiser, in spans of days that fit, by campaigns where TikTok cuts the ads short."""

from collections.abc import Iterator, Sequence
from functools import partial

from pipelines.loading.account_reports import Row, report_slices, unique_rows
from pipelines.loading.day_plan import DayRange, PlannedDays
from pipelines.loading.errors import ShrinkError
from pipelines.loading.slice import Slice
from pipelines.loading.windows import Window
from pipelines.tiktok_ads.client import TikTokClient
from pipelines.tiktok_ads.errors import TooManyAdsError
from pipelines.tiktok_ads.records import hour_row, report_row
from pipelines.tiktok_ads.reports import Report
from pipelines.tiktok_ads.requests import MOST_IDS, report_params
from pipelines.tiktok_ads.tables import HOURLY_INSIGHTS


class ReportReader:
    """One report of one advertiser, whose ``campaign_ids`` are all that it ever had."""

    def __init__(
        self, client: TikTokClient, account_id: str, zone: str, report: Report, campaign_ids: Sequence[str]
    ) -> None:
        self._client = client
        self._account_id = account_id
        self._report = report
        self._campaign_ids = campaign_ids
        self._window = Window(report.longest)
        self._is_split = False
        is_hourly = report.table is HOURLY_INSIGHTS
        self._to_row = partial(hour_row, account_id, zone) if is_hourly else partial(report_row, account_id)

    def slices(self, plan: Iterator[PlannedDays]) -> Iterator[Slice]:
        """The slices of a ``plan`` of single days; raises SourceError."""
        return report_slices(self._report.table, self._account_id, self._window.spans(plan), self._read)

    def _read(self, days: DayRange) -> list[Row]:
        try:
            rows = list(self._rows(days))
        except ShrinkError as error:
            self._window.was_cut(days, error)
            raise
        self._window.came_through(days, len(rows))
        return unique_rows(rows, self._report.row_key)

    def _rows(self, days: DayRange) -> Iterator[Row]:
        if not self._is_split:
            try:
                return iter(self._asked(days, None))
            except TooManyAdsError:
                # The number of ads is the account's, so that fewer days would be cut short as well.
                self._is_split = True
        return self._by_campaigns(days)

    def _by_campaigns(self, days: DayRange) -> Iterator[Row]:
        waiting = [self._campaign_ids[i : i + MOST_IDS] for i in range(0, len(self._campaign_ids), MOST_IDS)]
        while waiting:
            some = waiting.pop()
            try:
                yield from self._asked(days, some)
            except TooManyAdsError:
                if len(some) == 1:
                    raise
                middle = len(some) // 2
                waiting += [some[:middle], some[middle:]]

    def _asked(self, days: DayRange, campaign_ids: Sequence[str] | None) -> list[Row]:
        params = report_params(self._account_id, self._report, days, campaign_ids)
        return [self._to_row(record) for record in self._client.records("report/integrated/get", params)]
