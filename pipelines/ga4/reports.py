"""What is read from Analytics: one declaration per report, its dimensions and metrics by column."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.ga4.quota import OPTIONAL_RESERVE, RESERVE
from pipelines.loading.source import OptionalStream
from pipelines.loading.table import Column, Table

# Doubles come as text with up to 17 significant digits.
DOUBLE_PRECISION, DOUBLE_SCALE = 38, 18


@dataclass(frozen=True, slots=True)
class Report:
    """A report by day: API names of dimensions and metrics, and the column that each fills.

    Metrics that a day's sessions share (users) must not be added up over rows or days. One with a ``title`` is optional
    and leaves more of the property's quota to the others.
    """

    stream: str
    dimensions: Mapping[str, str]
    metrics: Mapping[str, Column]
    title: str | None = None

    @property
    def reserve(self) -> float:
        """The share of a quota that must be left before this report is asked for."""
        return OPTIONAL_RESERVE if self.title else RESERVE

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

LANDING_PAGES_DAILY = Report(
    "landing_pages_daily",
    {
        "landingPage": "landing_page",
        "sessionSource": "session_source",
        "sessionMedium": "session_medium",
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
    title="Sessions by landing page",
)

EVENTS_DAILY = Report(
    "events_daily",
    {"eventName": "event_name"},
    {
        "eventCount": _count("event_count"),
        "totalUsers": _count("total_users"),
        "keyEvents": _double("key_events"),
        "eventValue": _double("event_value"),
    },
    title="Events by name",
)

ITEMS_DAILY = Report(
    "items_daily",
    {"itemId": "item_id", "itemName": "item_name"},
    {
        "itemsViewed": _count("items_viewed"),
        "itemsAddedToCart": _count("items_added_to_cart"),
        "itemsPurchased": _count("items_purchased"),
        "itemRevenue": _double("item_revenue"),
    },
    title="Items viewed and sold",
)

# In order of value: where the quota is short, the first are read and the last wait.
REPORTS = (TRAFFIC_DAILY, PURCHASES, LANDING_PAGES_DAILY, EVENTS_DAILY, ITEMS_DAILY)
OPTIONAL_REPORTS = tuple(OptionalStream(report.stream, report.title) for report in REPORTS if report.title)
