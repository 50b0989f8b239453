"""The daily reports that are read, as data: the level of each, its breakdowns and how far back it goes."""

from dataclasses import dataclass
from typing import Literal

from pipelines.facebook_ads.tables import (
    AD_INSIGHTS,
    AGE_GENDER_INSIGHTS,
    CAMPAIGN_INSIGHTS,
    COUNTRY_INSIGHTS,
    CREATIVES,
    DEVICE_INSIGHTS,
    HOUR,
    HOURLY_INSIGHTS,
    PLACEMENT_INSIGHTS,
)
from pipelines.loading.source import OptionalStream
from pipelines.loading.table import Table

HOURLY_DAYS = 14


@dataclass(frozen=True, slots=True)
class Report:
    """A report by ``level`` and ``breakdowns`` (Meta's names); ``history_days`` bounds how far it reaches back."""

    table: Table
    level: Literal["ad", "campaign"]
    breakdowns: tuple[str, ...] = ()
    history_days: int | None = None

    @property
    def row_key(self) -> tuple[str, ...]:
        """What tells the rows of one account apart."""
        return self.table.unique[self.table.unique.index("date_day") :]


REPORTS = (
    Report(AD_INSIGHTS, "ad"),
    Report(CAMPAIGN_INSIGHTS, "campaign"),
    Report(COUNTRY_INSIGHTS, "campaign", ("country",)),
    Report(AGE_GENDER_INSIGHTS, "campaign", ("age", "gender")),
    # Meta gives positions and devices with actions only together with the platform they belong to.
    Report(PLACEMENT_INSIGHTS, "campaign", ("publisher_platform", "platform_position")),
    Report(DEVICE_INSIGHTS, "campaign", ("publisher_platform", "impression_device")),
    Report(HOURLY_INSIGHTS, "campaign", (HOUR,), HOURLY_DAYS),
)

OPTIONAL_STREAMS = (
    OptionalStream(CREATIVES.name, "Creatives with their UTM tags"),
    OptionalStream(COUNTRY_INSIGHTS.name, "Campaigns by country"),
    OptionalStream(AGE_GENDER_INSIGHTS.name, "Campaigns by age and gender"),
    OptionalStream(PLACEMENT_INSIGHTS.name, "Campaigns by placement"),
    OptionalStream(DEVICE_INSIGHTS.name, "Campaigns by device"),
    OptionalStream(HOURLY_INSIGHTS.name, f"Campaigns by hour, the last {HOURLY_DAYS} days"),
)
