"""What is read from Analytics: one declaration per report, its dimensions and metrics by column."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.loading.table import Column, Table

# Doubles come as text with up to 17 significant digits.
DOUBLE_PRECISION, DOUBLE_SCALE = 38, 18


@dataclass(frozen=True, slots=True)
class Report:
    """A report by day: API names of dimensions and metrics, and the column that each fills.

    Metrics that a day's sessions share (users) must not be added up over rows or days.
    """

    stream: str
    dimensions: Mapping[str, str]
    metrics: Mapping[str, Column]

    @property
    def table(self) -> Table:
        """The raw table: one row per property, day and values of the dimensions; replaced by property and day."""
        columns = (
            Column("property_id", nullable=False),
            Column("date_day", "date", nullable=False),
            *(Column(column) for column in self.dimensions.values()),
            *self.metrics.values(),
            Column("currency"),
            Column("timezone"),
            Column("is_sampled", "bool"),
            Column("is_thresholded", "bool"),
            Column("has_other_row_loss", "bool"),
        )
        key = ("workspace_id", "property_id", "date_day")
        return Table(self.stream, columns, key, (*key, *self.dimensions.values()))


def _count(name: str) -> Column:
    return Column(name, "bigint")


def _double(name: str) -> Column:
    return Column(name, "decimal", precision=DOUBLE_PRECISION, scale=DOUBLE_SCALE)


TRAFFIC_DAILY = Report(
    "traffic_daily",
    {
        "sessionSource": "session_source",
        "sessionMedium": "session_medium",
        "sessionCampaignName": "session_campaign_name",
        "sessionCampaignId": "session_campaign_id",
        "sessionDefaultChannelGroup": "session_default_channel_group",
    },
    {
        "sessions": _count("sessions"),
        "engagedSessions": _count("engaged_sessions"),
        "totalUsers": _count("total_users"),
        "newUsers": _count("new_users"),
        "keyEvents": _double("key_events"),
        "ecommercePurchases": _count("ecommerce_purchases"),
        "purchaseRevenue": _double("purchase_revenue"),
    },
)

PURCHASES = Report(
    "purchases",
    {
        "transactionId": "transaction_id",
        "sessionSource": "session_source",
        "sessionMedium": "session_medium",
        "sessionCampaignName": "session_campaign_name",
    },
    {
        "ecommercePurchases": _count("ecommerce_purchases"),
        "purchaseRevenue": _double("purchase_revenue"),
    },
)

REPORTS = (TRAFFIC_DAILY, PURCHASES)
