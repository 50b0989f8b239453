"""The dimensions and metrics that the twin knows, each as a function of what was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sandbox.ga4.measurements import Measurement

MetricType = Literal["TYPE_INTEGER", "TYPE_FLOAT", "TYPE_CURRENCY"]
NOT_SET = "(not set)"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension; ``of`` gives its text for one measurement."""

    name: str
    label: str
    category: str
    of: Callable[[Measurement], str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric; ``of`` gives its value over the measurements of one row."""

    name: str
    label: str
    category: str
    type: MetricType
    of: Callable[[Sequence[Measurement]], Decimal | int]


def _sessions(items: Sequence[Measurement]) -> int:
    return sum(item.kind == "session" for item in items)


def _engaged(items: Sequence[Measurement]) -> int:
    return sum(item.kind == "session" and item.engaged for item in items)


def _users(items: Sequence[Measurement]) -> int:
    return len({item.client_id for item in items})


def _purchases(items: Sequence[Measurement]) -> int:
    return sum(item.kind == "purchase" for item in items)


def _revenue(items: Sequence[Measurement]) -> Decimal:
    return sum((item.revenue for item in items), Decimal(0))


def _page_views(items: Sequence[Measurement]) -> int:
    return sum(item.page_views for item in items)


def _of_kind(kind: str, count: Callable[[Measurement], int]) -> Callable[[Sequence[Measurement]], int]:
    return lambda items: sum(count(item) for item in items if item.kind == kind)


def _key_events(items: Sequence[Measurement]) -> int:
    return _purchases(items) + sum(item.event_name == "purchase" for item in items)


def _ratio(
    numerator: Callable[[Sequence[Measurement]], int], denominator: Callable[[Sequence[Measurement]], int]
) -> Callable[[Sequence[Measurement]], Decimal]:
    def value(items: Sequence[Measurement]) -> Decimal:
        below = denominator(items)
        return Decimal(numerator(items)) / below if below else Decimal(0)

    return value


_TRAFFIC, _TIME, _SHOP = "Traffic source", "Time", "Ecommerce"

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("date", "Date", _TIME, lambda item: item.day.strftime("%Y%m%d")),
        Dimension("yearMonth", "Year month", _TIME, lambda item: item.day.strftime("%Y%m")),
        Dimension("sessionSource", "Session source", _TRAFFIC, lambda item: item.source),
        Dimension("sessionMedium", "Session medium", _TRAFFIC, lambda item: item.medium),
        Dimension(
            "sessionSourceMedium",
            "Session source / medium",
            _TRAFFIC,
            lambda item: f"{item.source} / {item.medium}",
        ),
        Dimension("sessionCampaignName", "Session campaign", _TRAFFIC, lambda item: item.campaign),
        Dimension("sessionCampaignId", "Session campaign ID", _TRAFFIC, lambda item: item.campaign_id),
        Dimension("sessionDefaultChannelGroup", "Session default channel group", _TRAFFIC, lambda item: item.channel),
        Dimension("sessionManualAdContent", "Session manual ad content", _TRAFFIC, lambda item: item.content),
        Dimension("sessionManualTerm", "Session manual term", _TRAFFIC, lambda item: item.term),
        Dimension("landingPage", "Landing page", "Page / screen", lambda item: item.path.split("?")[0]),
        Dimension(
            "landingPagePlusQueryString",
            "Landing page + query string",
            "Page / screen",
            lambda item: item.path,
        ),
        Dimension("deviceCategory", "Device category", "Platform / device", lambda item: item.device),
        Dimension("countryId", "Country ID", "Geography", lambda item: item.country),
        Dimension("eventName", "Event name", "Event", lambda item: item.event_name),
        Dimension("itemId", "Item ID", _SHOP, lambda item: item.item_id),
        Dimension("itemName", "Item name", _SHOP, lambda item: item.item_name),
        Dimension("transactionId", "Transaction ID", _SHOP, lambda item: item.transaction_id or NOT_SET),
    )
}

METRICS = {
    metric.name: metric
    for metric in (
        Metric("sessions", "Sessions", "Session", "TYPE_INTEGER", _sessions),
        Metric("engagedSessions", "Engaged sessions", "Session", "TYPE_INTEGER", _engaged),
        Metric("engagementRate", "Engagement rate", "Session", "TYPE_FLOAT", _ratio(_engaged, _sessions)),
        Metric("totalUsers", "Total users", "User", "TYPE_INTEGER", _users),
        Metric(
            "activeUsers",
            "Active users",
            "User",
            "TYPE_INTEGER",
            lambda items: len({item.client_id for item in items if item.engaged}),
        ),
        Metric(
            "newUsers",
            "New users",
            "User",
            "TYPE_INTEGER",
            lambda items: sum(item.is_first_session for item in items),
        ),
        Metric("screenPageViews", "Views", "Page / screen", "TYPE_INTEGER", _page_views),
        Metric("sessionsPerUser", "Sessions per user", "Session", "TYPE_FLOAT", _ratio(_sessions, _users)),
        Metric("keyEvents", "Key events", "Event", "TYPE_FLOAT", _key_events),
        Metric("eventCount", "Event count", "Event", "TYPE_INTEGER", _of_kind("event", lambda item: item.count)),
        Metric("eventValue", "Event value", "Event", "TYPE_CURRENCY", _revenue),
        Metric("itemsViewed", "Items viewed", _SHOP, "TYPE_INTEGER", _of_kind("item", lambda item: item.viewed)),
        Metric(
            "itemsAddedToCart", "Items added to cart", _SHOP, "TYPE_INTEGER", _of_kind("item", lambda item: item.added)
        ),
        Metric("itemsPurchased", "Items purchased", _SHOP, "TYPE_INTEGER", _of_kind("item", lambda item: item.count)),
        Metric("itemRevenue", "Item revenue", "Revenue", "TYPE_CURRENCY", _revenue),
        Metric("ecommercePurchases", "Ecommerce purchases", _SHOP, "TYPE_INTEGER", _purchases),
        Metric("transactions", "Transactions", _SHOP, "TYPE_INTEGER", _purchases),
        Metric("purchaseRevenue", "Purchase revenue", "Revenue", "TYPE_CURRENCY", _revenue),
        Metric("totalRevenue", "Total revenue", "Revenue", "TYPE_CURRENCY", _revenue),
    )
}
