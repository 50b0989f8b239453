"""The reports that are read, as data: level, time and further dimensions of each, and how far back it goes."""

from dataclasses import dataclass
from typing import Literal

from pipelines.loading.source import OptionalStream
from pipelines.loading.table import Table
from pipelines.tiktok_ads.tables import AD_INSIGHTS, CAMPAIGN_INSIGHTS, COUNTRY_INSIGHTS, HOURLY_INSIGHTS

Level = Literal["ad", "campaign"]

LONGEST_DAYS = 30
HOURLY_DAYS = 14


@dataclass(frozen=True, slots=True)
class Report:
    """A report by ``level``; TikTok refuses more than ``longest`` days at once.

    ``history_days`` and ``look_back_days`` are its own where they differ from the account's.
    """

    table: Table
    level: Level
    time: str = "stat_time_day"
    parts: tuple[str, ...] = ()
    longest: int = LONGEST_DAYS
    history_days: int | None = None
    look_back_days: int | None = None
    title: str | None = None

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (f"{self.level}_id", self.time, *self.parts)

    @property
    def row_key(self) -> tuple[str, ...]:
        """What tells the rows of one account apart."""
        return self.table.unique[self.table.unique.index("date_day") :]


REPORTS = (
    Report(AD_INSIGHTS, "ad"),
    Report(CAMPAIGN_INSIGHTS, "campaign"),
    Report(COUNTRY_INSIGHTS, "campaign", parts=("country_code",), title="Campaigns by country"),
    # By hour TikTok answers one day at a time, so only the latest days are read, and read again.
    Report(
        HOURLY_INSIGHTS,
        "campaign",
        time="stat_time_hour",
        longest=1,
        history_days=HOURLY_DAYS - 1,
        look_back_days=3,
        title=f"Campaigns by hour, the last {HOURLY_DAYS} days",
    ),
)
OPTIONAL_STREAMS = tuple(OptionalStream(report.table.name, report.title) for report in REPORTS if report.title)
