"""An advertising market made by hand: every figure known, every special case present once.

Workspace ``alpha`` has a euro account in Berlin and a yen account in Tokyo on Facebook, a dollar account at UTC-8 and a
peso account (no decimals) at UTC-4 on TikTok; ``beta`` has an account of its own on each. Each account has the same
objects: a running campaign with two ads, of which one is deleted on the 10th, and an archived campaign with one ad. Ads
deliver from the 1st to the 20th of March 2026, the archived one on the 2nd only. The campaign is renamed on the 12th;
that of the peso account is a Smart+ campaign by its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sandbox.market.model.ads import Ad, AdAccount, AdDay, AdSet, Campaign, Claim
from sandbox.market.model.brands import Workspace
from sandbox.market.model.history import Dated
from sandbox.market.model.kinds import Platform

CREATED = datetime(2026, 2, 20, 10, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 3, 1)

FB_EURO, FB_YEN, FB_BETA = "2120000000001", "2120000000002", "2120000000009"
TT_DOLLAR, TT_PESO, TT_BETA = "7002000000000001", "7002000000000003", "7002000000000009"

_ACCOUNTS: tuple[tuple[str, Platform, str, str, str], ...] = (
    ("alpha", "facebook_ads", FB_EURO, "EUR", "Europe/Berlin"),
    ("alpha", "facebook_ads", FB_YEN, "JPY", "Asia/Tokyo"),
    ("beta", "facebook_ads", FB_BETA, "EUR", "Europe/Berlin"),
    ("alpha", "tiktok_ads", TT_DOLLAR, "USD", "Etc/GMT+8"),
    ("alpha", "tiktok_ads", TT_PESO, "CLP", "Etc/GMT+4"),
    ("beta", "tiktok_ads", TT_BETA, "USD", "Etc/GMT+8"),
)


def march(day: int, hour: int = 12) -> datetime:
    """A moment in March 2026, UTC."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def account(account_id: str) -> AdAccount:
    workspace, platform, _, currency, zone = next(entry for entry in _ACCOUNTS if entry[2] == account_id)
    return AdAccount(workspace, platform, account_id, f"Account {account_id}", currency, zone, "active", CREATED)


def ids(account_id: str) -> dict[str, str]:
    """The ids of an account's objects by role."""
    stem = account_id[-4:] + account_id[-2:]
    return {
        "campaign": f"11{stem}01",
        "archived_campaign": f"11{stem}02",
        "ad_set": f"22{stem}01",
        "archived_ad_set": f"22{stem}02",
        "ad": f"33{stem}01",
        "deleted_ad": f"33{stem}02",
        "archived_ad": f"33{stem}03",
    }


def _dated(*entries: tuple[int, str]) -> tuple[Dated, ...]:
    return tuple(Dated(CREATED if day == 0 else march(day), value) for day, value in entries)


def campaigns(owner: AdAccount) -> list[Campaign]:
    own = ids(owner.account_id)
    common = (owner.workspace_id, owner.platform, owner.account_id)
    budget = Decimal("50.00") if owner.currency in ("EUR", "USD") else Decimal(5000)
    return [
        Campaign(
            *common,
            own["campaign"],
            _dated((0, "Spring"), (12, "Spring (renamed)")),
            _dated((0, "active")),
            "prospecting",
            "paid_social",
            budget,
            CREATED,
        ),
        Campaign(
            *common,
            own["archived_campaign"],
            _dated((0, "Winter")),
            _dated((0, "active"), (3, "archived")),
            "retargeting",
            "paid_social",
            budget,
            CREATED,
        ),
    ]


def ad_sets(owner: AdAccount) -> list[AdSet]:
    own = ids(owner.account_id)
    common = (owner.workspace_id, owner.platform, owner.account_id)
    active = _dated((0, "active"))
    return [
        AdSet(*common, own["campaign"], own["ad_set"], _dated((0, "Everyone")), active, CREATED),
        AdSet(*common, own["archived_campaign"], own["archived_ad_set"], _dated((0, "Visitors")), active, CREATED),
    ]


def ads(owner: AdAccount) -> list[Ad]:
    own = ids(owner.account_id)
    common = (owner.workspace_id, owner.platform, owner.account_id)
    rows = (
        ("campaign", "ad_set", "ad", "Video A", _dated((0, "active"))),
        ("campaign", "ad_set", "deleted_ad", "Video B", _dated((0, "active"), (10, "deleted"))),
        ("archived_campaign", "archived_ad_set", "archived_ad", "Image", _dated((0, "active"), (3, "paused"))),
    )
    return [
        Ad(
            *common,
            own[campaign],
            own[ad_set],
            own[ad],
            f"9{own[ad]}",
            _dated((0, name)),
            statuses,
            "https://shop.example/spring",
            CREATED,
        )
        for campaign, ad_set, ad, name, statuses in rows
    ]


def spend_of(owner: AdAccount, role: str, day: date) -> Decimal:
    """The spend of an ad on a day it delivers, in the account's currency."""
    cents = 1000 + 10 * day.day + {"ad": 1, "deleted_ad": 2, "archived_ad": 3}[role]
    return Decimal(cents) if owner.currency in ("JPY", "CLP") else Decimal(cents).scaleb(-2)


def deliveries(owner: AdAccount) -> list[AdDay]:
    own = ids(owner.account_id)
    spans = {"ad": range(1, 21), "deleted_ad": range(1, 11), "archived_ad": range(2, 3)}
    parents = {"ad": "campaign", "deleted_ad": "campaign", "archived_ad": "archived_campaign"}
    sets = {"ad": "ad_set", "deleted_ad": "ad_set", "archived_ad": "archived_ad_set"}
    return [
        AdDay(
            owner.platform,
            owner.account_id,
            own[parents[role]],
            own[sets[role]],
            own[role],
            date(2026, 3, number),
            impressions=1000 + number,
            reach=900 + number,
            clicks=40 + number,
            link_clicks=30 + number,
            video_views=200,
            spend=spend_of(owner, role, date(2026, 3, number)),
        )
        for role, days in spans.items()
        for number in days
    ]


def claim(
    owner: AdAccount,
    order: int,
    touched: datetime,
    converted: datetime,
    value: str,
    *,
    kind: str = "click",
    role: str = "ad",
    visible: datetime | None = None,
    withdrawn: datetime | None = None,
) -> Claim:
    """A purchase claimed for an ad of the running campaign."""
    own = ids(owner.account_id)
    return Claim(
        owner.platform,
        owner.account_id,
        own["campaign"],
        own["ad_set"],
        own[role],
        touched.astimezone(ZoneInfo(owner.timezone)).date(),
        kind,  # type: ignore[arg-type]
        touched,
        converted,
        visible or converted + timedelta(hours=3),
        withdrawn,
        Decimal(value),
        order,
    )


def usual_claims(owner: AdAccount) -> list[Claim]:
    """Touches of the 5th: bought the same day, six days later, twenty days later, after a view, and taken back."""
    touched = march(5)
    return [
        claim(owner, 101, touched, march(5, 20), "100"),
        claim(owner, 107, touched, march(11, 8), "50"),
        claim(owner, 102, touched, march(25), "30"),
        claim(owner, 103, touched, march(6, 2), "20", kind="view"),
        claim(owner, 104, touched, march(5, 22), "10", withdrawn=march(15)),
        claim(owner, 105, touched, march(5, 21), "7", role="deleted_ad"),
    ]


@dataclass
class AdMarket:
    """The advertising part of the market protocol; tests may add to ``claims_made`` and ``delivered``."""

    delivered: list[AdDay] = field(default_factory=list)
    claims_made: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        for account_id in (entry[2] for entry in _ACCOUNTS):
            self.delivered += deliveries(account(account_id))
            self.claims_made += usual_claims(account(account_id))

    workspaces: Sequence[Workspace] = (
        Workspace("alpha", "Alpha", "EUR", "Europe/Berlin"),
        Workspace("beta", "Beta", "EUR", "Europe/Berlin"),
    )

    def extend(self, now: datetime) -> None:
        """Everything is there already."""

    def ad_accounts(self, workspace_id: str, platform: Platform) -> list[AdAccount]:
        return [account(entry[2]) for entry in _ACCOUNTS if entry[:2] == (workspace_id, platform)]

    def ad_account(self, platform: Platform, account_id: str) -> AdAccount | None:
        known = any(entry[1:3] == (platform, account_id) for entry in _ACCOUNTS)
        return account(account_id) if known else None

    def campaigns(self, account_id: str, now: datetime) -> list[Campaign]:
        return campaigns(account(account_id))

    def ad_sets(self, account_id: str, now: datetime) -> list[AdSet]:
        return ad_sets(account(account_id))

    def ads(self, account_id: str, now: datetime) -> list[Ad]:
        return ads(account(account_id))

    def ad_days(self, account_id: str, since: date, until: date, now: datetime) -> list[AdDay]:
        today = now.astimezone(ZoneInfo(account(account_id).timezone)).date()
        return [row for row in self.delivered if row.account_id == account_id and since <= row.day <= min(until, today)]

    def claims(self, account_id: str, since: date, until: date, now: datetime) -> list[Claim]:
        return [
            one
            for one in self.claims_made
            if one.account_id == account_id
            and since <= one.day <= until
            and one.visible_at <= now
            and (one.withdrawn_at is None or one.withdrawn_at > now)
        ]
