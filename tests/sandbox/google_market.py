"""A small Google world made by hand: every figure known, every special case present once.

Workspace ``north`` has a manager, a sub-manager below it with a euro account in Berlin, and a closed account; ``south``
has one dollar account in Los Angeles without a manager. The Berlin account has a search campaign, renamed on the 12th,
with a running ad and one deleted on the 10th, and a Performance Max campaign, which has no ads. Ads deliver from the
1st to the 20th of March 2026 (the deleted one until the 10th); the Los Angeles account has one ad.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.model.ads import Ad, AdAccount, AdDay, AdSet, Campaign, Claim
from sandbox.market.model.brands import Property, Workspace
from sandbox.market.model.history import Dated
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Agreement, Order, Product, Sale, Variant
from sandbox.market.model.visits import Touch

CREATED = datetime(2026, 2, 20, 23, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)

MANAGER, SUB_MANAGER, BERLIN, CLOSED, ANGELES = "4100000001", "4100000002", "4100000011", "4100000022", "4100000099"
SEARCH, PMAX, LA_SEARCH = "17001", "17002", "17009"
GROUP, LA_GROUP = "15201", "15209"
AD, DELETED_AD, LA_AD = "69001", "69002", "69009"
NORTH_PROPERTY, SOUTH_PROPERTY = "314000001", "314000002"


def march(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment in March 2026, UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def _account(workspace_id: str, account_id: str, name: str, manager: str | None = None, **more: Any) -> AdAccount:
    currency, zone = more.get("money", ("EUR", "Europe/Berlin"))
    status = more.get("status", "active")
    return AdAccount(workspace_id, "google_ads", account_id, name, currency, zone, status, CREATED, manager)


ACCOUNTS = (
    _account("north", MANAGER, "North manager"),
    _account("north", SUB_MANAGER, "North shops", MANAGER),
    _account("north", BERLIN, "North Berlin", SUB_MANAGER),
    _account("north", CLOSED, "North (old)", MANAGER, status="closed"),
    _account("south", ANGELES, "South", money=("USD", "America/Los_Angeles")),
)


def _dated(*entries: tuple[int, str]) -> tuple[Dated, ...]:
    return tuple(Dated(CREATED if day == 0 else march(day), value) for day, value in entries)


def _campaign(workspace: str, account: str, number: str, kind: Any, channel: str, *names: tuple[int, str]) -> Campaign:
    return Campaign(
        workspace, "google_ads", account, number, _dated(*names), _dated((0, "active")), kind, channel,
        Decimal("50.00"), CREATED,
    )  # fmt: skip


CAMPAIGNS = (
    _campaign("north", BERLIN, SEARCH, "brand_search", "paid_search", (0, "Brand | DE"), (12, "Brand | DE (v2)")),
    _campaign("north", BERLIN, PMAX, "performance_max", "paid_shopping", (0, "Everything")),
    _campaign("south", ANGELES, LA_SEARCH, "generic_search", "paid_search", (0, "Generic")),
)


def _ad_set(workspace: str, account: str, campaign: str, number: str) -> AdSet:
    return AdSet(
        workspace, "google_ads", account, campaign, number, _dated((0, "Exact")), _dated((0, "active")), CREATED
    )


AD_SETS = (_ad_set("north", BERLIN, SEARCH, GROUP), _ad_set("south", ANGELES, LA_SEARCH, LA_GROUP))


def _ad(workspace: str, account: str, parents: tuple[str, str], number: str, *statuses: tuple[int, str]) -> Ad:
    campaign, group = parents
    return Ad(
        workspace, "google_ads", account, campaign, group, number, f"9{number}", _dated((0, f"Ad {number}")),
        _dated(*statuses), "https://shop.example/brand", CREATED,
    )  # fmt: skip


ADS = (
    _ad("north", BERLIN, (SEARCH, GROUP), AD, (0, "active")),
    _ad("north", BERLIN, (SEARCH, GROUP), DELETED_AD, (0, "active"), (10, "deleted")),
    _ad("south", ANGELES, (LA_SEARCH, LA_GROUP), LA_AD, (0, "active")),
)


def _product(number: int, title: str, *variants: str, gift_card: bool = False) -> Product:
    sold = tuple(
        Variant(number * 10 + place, number * 10 + place, name, f"{number}-{place}", Decimal(20), None)
        for place, name in enumerate(variants, start=1)
    )
    return Product(number, title, title.lower(), "North", "Candles", gift_card, CREATED, CREATED, sold)


PRODUCTS = (
    _product(801, "Candle", "Small", "Large"),
    _product(802, "Gift card", "Default", gift_card=True),
    _product(803, "Matches", "Long"),
)


def spend_of(unit: str, day: date) -> Decimal:
    """The spend of an ad (or a campaign without ads) on a day that it delivers."""
    return Decimal(1000 + 10 * day.day + int(unit) % 10).scaleb(-2)


def _deliveries(account: str, campaign: str, group: str | None, ad: str | None, last: int) -> list[AdDay]:
    return [
        AdDay(
            "google_ads", account, campaign, group, ad, date(2026, 3, number), impressions=1000 + number,
            reach=900, clicks=40 + number, link_clicks=30, video_views=7,
            spend=spend_of(ad or campaign, date(2026, 3, number)),
        )
        for number in range(1, last + 1)
    ]  # fmt: skip


def claim(order: int, touched: datetime, value: str, **more: Any) -> Claim:
    """A purchase claimed for the Berlin account's running ad, unless ``more`` names another unit."""
    return Claim(
        platform="google_ads",
        account_id=BERLIN,
        campaign_id=more.get("campaign", SEARCH),
        ad_set_id=None if more.get("campaign") == PMAX else GROUP,
        ad_id=None if more.get("campaign") == PMAX else AD,
        day=touched.astimezone(ZoneInfo("Europe/Berlin")).date(),
        kind=more.get("kind", "click"),
        touched_at=touched,
        converted_at=touched + timedelta(hours=1),
        visible_at=more.get("visible", touched + timedelta(hours=4)),
        withdrawn_at=more.get("withdrawn"),
        value=Decimal(value),
        order_id=order,
    )


def visit(number: int, moment: datetime, **more: Any) -> Touch:
    """A consented visit of client ``1.1`` without any tag, unless ``more`` says otherwise."""
    values: dict[str, Any] = {
        "workspace_id": "north", "touch_id": number, "shopper_id": 1, "client_id": "1.1", "session_id": number,
        "kind": "click", "at": moment, "channel": "direct", "platform": None, "account_id": None, "campaign_id": None,
        "ad_set_id": None, "ad_id": None, "landing_url": "https://shop.example/", "referrer": "", "utm_source": None,
        "utm_medium": None, "utm_campaign": None, "utm_content": None, "utm_term": None, "consented": True,
        "engaged": True, "page_views": 3, "device": "mobile", "country": "DE",
    }  # fmt: skip
    return Touch(**(values | more))


def tagged(number: int, moment: datetime, **more: Any) -> Touch:
    """A visit from the Berlin account's search ad."""
    tags = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "Brand | DE"}
    url = f"https://shop.example/brand?utm_source=google&utm_medium=cpc&utm_id={SEARCH}&gclid=x{number}"
    values = {"channel": "paid_search", "platform": "google_ads", "campaign_id": SEARCH, "landing_url": url}
    return visit(number, moment, **(values | tags | {"referrer": "https://www.google.com/"} | more))


def order(number: int, journey: tuple[Touch, ...], total: str, **more: Any) -> Order:
    """An order placed ten minutes after the last visit of ``journey``, in euro."""
    placed = journey[-1].at + timedelta(minutes=10)
    sale = Sale(number * 10, "ORDER", "PRODUCT", 1, 1, Decimal(total), Decimal(0), Decimal(0))
    values: dict[str, Any] = {
        "workspace_id": "north", "order_id": number, "number": number, "name": f"#{number}", "test": False,
        "created_at": placed, "processed_at": placed, "cancelled_at": None, "cancel_reason": None, "closed_at": None,
        "source_name": "web", "currency": "EUR", "presentment_currency": "EUR", "presentment_rate": Decimal(1),
        "taxes_included": True, "customer_id": None, "email": None, "country_code": "DE", "province_code": None,
        "discount_codes": (), "custom_attributes": (), "lines": (), "shipping": Decimal(0),
        "shipping_tax": Decimal(0), "tip": Decimal(0), "agreements": (Agreement(number, "ORDER", placed, (sale,)),),
        "refunds": (), "transactions": (), "journey": journey, "journey_ready_at": placed, "shopper_id": 1,
    }  # fmt: skip
    return Order(**(values | more))


@dataclass
class GoogleMarket:
    """The parts of the market protocol that Google's twins ask for; tests may add to its lists."""

    delivered: list[AdDay] = field(
        default_factory=lambda: [
            *_deliveries(BERLIN, SEARCH, GROUP, AD, 20),
            *_deliveries(BERLIN, SEARCH, GROUP, DELETED_AD, 10),
            *_deliveries(BERLIN, PMAX, None, None, 20),
            *_deliveries(ANGELES, LA_SEARCH, LA_GROUP, LA_AD, 20),
        ]
    )
    claims_made: list[Claim] = field(
        default_factory=lambda: [
            claim(101, march(5), "100.10"),
            claim(102, march(5), "50.20", visible=march(15)),
            claim(103, march(5), "10.40", withdrawn=march(10)),
            claim(104, march(6), "30.00", kind="view"),
            claim(105, march(6), "81.30", campaign=PMAX),
        ]
    )
    touched: list[Touch] = field(default_factory=list)
    ordered: list[Order] = field(default_factory=list)
    workspaces: Sequence[Workspace] = (
        Workspace("north", "North", "EUR", "Europe/Berlin"),
        Workspace("south", "South", "USD", "America/Los_Angeles"),
    )

    def extend(self, now: datetime) -> None:
        """Everything is there already."""

    def property(self, workspace_id: str) -> Property:
        if workspace_id == "north":
            return Property("north", NORTH_PROPERTY, "North", "EUR", "Europe/Berlin")
        return Property("south", SOUTH_PROPERTY, "South", "USD", "America/Los_Angeles")

    def ad_accounts(self, workspace_id: str, platform: Platform) -> list[AdAccount]:
        return [one for one in ACCOUNTS if (one.workspace_id, one.platform) == (workspace_id, platform)]

    def campaigns(self, account_id: str, now: datetime) -> list[Campaign]:
        return [one for one in CAMPAIGNS if one.account_id == account_id]

    def ad_sets(self, account_id: str, now: datetime) -> list[AdSet]:
        return [one for one in AD_SETS if one.account_id == account_id]

    def ads(self, account_id: str, now: datetime) -> list[Ad]:
        return [one for one in ADS if one.account_id == account_id]

    def products(self, workspace_id: str, now: datetime) -> list[Product]:
        return list(PRODUCTS)

    def ad_days(self, account_id: str, since: date, until: date, now: datetime) -> list[AdDay]:
        zone = next(ZoneInfo(one.timezone) for one in ACCOUNTS if one.account_id == account_id)
        last = min(until, now.astimezone(zone).date())
        return [one for one in self.delivered if one.account_id == account_id and since <= one.day <= last]

    def claims(self, account_id: str, since: date, until: date, now: datetime) -> list[Claim]:
        return [
            one
            for one in self.claims_made
            if one.account_id == account_id
            and since <= one.day <= until
            and one.visible_at <= now
            and (one.withdrawn_at is None or one.withdrawn_at > now)
        ]

    def orders(self, workspace_id: str, now: datetime) -> list[Order]:
        return [one for one in self.ordered if one.workspace_id == workspace_id and one.created_at <= now]

    def touches(self, workspace_id: str, since: datetime, until: datetime) -> list[Touch]:
        own = [one for one in self.touched if one.workspace_id == workspace_id and since <= one.at < until]
        return sorted(own, key=lambda one: (one.at, one.touch_id))

    def rates(self, since: date, until: date, now: datetime) -> list[tuple[date, str, Decimal]]:
        return [(since, "USD", Decimal("1.25"))]
