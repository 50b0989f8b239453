"""What Analytics measured: the sessions and purchases of visitors who consented, in days of the property's zone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sandbox.ga4.dates import DateRange
from sandbox.ga4.money import PropertyMoney
from sandbox.ga4.sources import DIRECT, NOT_AVAILABLE, TrafficSource, cross_network_campaigns, source_of
from sandbox.ga4.visits import Visits
from sandbox.market.interface import Market
from sandbox.market.model.brands import Property
from sandbox.market.model.sales import Order
from sandbox.market.model.visits import Touch

# Of the last days' visits some have no source yet; they get it when their day is older.
PENDING_DAYS, PENDING_SHARE = 2, 0.15
PERIODS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Measurement:
    """A session, or a purchase within one. ``revenue`` is in the property's currency.

    ``order`` is the one behind a purchase. Reports by event or by item are about parts of these (see ``parts.py``),
    which say what they are in ``event_name`` and ``count``, or in the item's fields.
    """

    kind: Literal["session", "purchase", "event", "item"]
    day: date
    client_id: str
    traffic: TrafficSource
    path: str
    device: str
    country: str
    engaged: bool = False
    is_first_session: bool = False
    page_views: int = 0
    revenue: Decimal = Decimal(0)
    transaction_id: str | None = None
    order: Order | None = None
    event_name: str = ""
    count: int = 0
    item_id: str = ""
    item_name: str = ""
    viewed: int = 0
    added: int = 0

    @property
    def source(self) -> str:
        return self.traffic.source

    @property
    def medium(self) -> str:
        return self.traffic.medium

    @property
    def campaign(self) -> str:
        return self.traffic.campaign

    @property
    def campaign_id(self) -> str:
        return self.traffic.campaign_id

    @property
    def channel(self) -> str:
        return self.traffic.channel

    @property
    def content(self) -> str:
        return self.traffic.content

    @property
    def term(self) -> str:
        return self.traffic.term


class Measured:
    """What was measured of a property's visitors with consent; others are not measured at all."""

    def __init__(self, market: Market, visits: Visits, about: Property) -> None:
        self._market = market
        self._visits = visits
        self._property = about
        self._zone = ZoneInfo(about.timezone)
        self._past = lru_cache(PERIODS_KEPT)(self._read)

    def in_period(self, period: DateRange, now: datetime) -> Sequence[Measurement]:
        """Everything of ``period`` until ``now``. What is past is read once a day: each report asks for it again."""
        today = now.astimezone(self._zone).date()
        if period.end < today:
            return self._past(period.start, period.end, midnight(today, self._zone))
        return self._read(period.start, period.end, now)

    def _read(self, first_day: date, last_day: date, now: datetime) -> Sequence[Measurement]:
        return list(_Reader(self._market, self._visits, self._property, first_day, last_day, now).measurements())


class _Reader:
    def __init__(
        self, market: Market, visits: Visits, about: Property, first_day: date, last_day: date, now: datetime
    ) -> None:
        self._market = market
        self._visits = visits
        self._property = about
        self._zone = ZoneInfo(about.timezone)
        self._now = now
        self._start = midnight(first_day, self._zone)
        self._end = min(midnight(last_day + timedelta(days=1), self._zone), now)
        self._pending_from = now.astimezone(self._zone).date() - timedelta(days=PENDING_DAYS - 1)
        self._cross_network = cross_network_campaigns(market, about, now)
        self._money = PropertyMoney(market, about, now)

    def measurements(self) -> Iterator[Measurement]:
        for touch, is_first in self._visits.between(self._start, self._end):
            yield self._session(touch, is_first)
        for order in self._market.orders(self._property.workspace_id, self._now):
            if self._start <= order.created_at < self._end and order.journey and not order.test:
                visit = order.journey[-1]
                if visit.consented:
                    yield self._purchase(order, visit)

    def _session(self, touch: Touch, is_first: bool) -> Measurement:
        return Measurement(
            kind="session",
            day=touch.at.astimezone(self._zone).date(),
            client_id=touch.client_id,
            traffic=self._traffic(touch),
            path=_path(touch.landing_url),
            device=touch.device,
            country=touch.country,
            engaged=touch.engaged,
            is_first_session=is_first,
            page_views=touch.page_views,
        )

    def _purchase(self, order: Order, touch: Touch) -> Measurement:
        return Measurement(
            kind="purchase",
            day=order.created_at.astimezone(self._zone).date(),
            client_id=touch.client_id,
            traffic=self._traffic(touch),
            path=_path(touch.landing_url),
            device=touch.device,
            country=touch.country,
            revenue=self._money.paid(order),
            transaction_id=str(order.order_id),
            order=order,
        )

    def _traffic(self, touch: Touch) -> TrafficSource:
        traffic = source_of(touch, touch.campaign_id in self._cross_network)
        is_fresh = touch.at.astimezone(self._zone).date() >= self._pending_from
        if is_fresh and traffic != DIRECT and _draw(touch) < PENDING_SHARE:
            return NOT_AVAILABLE
        return traffic


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _draw(touch: Touch) -> float:
    """A number in [0, 1) that is always the same for a session."""
    digest = hashlib.sha256(f"{touch.client_id} {touch.session_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
