"""What a brand advertises with: accounts, campaigns, ad sets and ads, some of them renamed, archived or deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.market.currencies import to_minor
from sandbox.market.dice import fraction
from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign
from sandbox.market.model.history import Dated, value_at
from sandbox.market.model.kinds import Platform
from sandbox.market.presets import AccountPreset, Preset

Kind = Literal[
    "prospecting", "retargeting", "brand_search", "generic_search", "shopping", "performance_max", "video", "display"
]

CHANNELS: dict[Kind, str] = {
    "prospecting": "paid_social",
    "retargeting": "paid_social",
    "brand_search": "paid_search",
    "generic_search": "paid_search",
    "shopping": "paid_shopping",
    "performance_max": "paid_shopping",
    "video": "video",
    "display": "display",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign to be: ``budget`` in euro a day, ``sets`` by name with the number of ads of each."""

    name: str
    kind: Kind
    budget: int
    sets: tuple[tuple[str, int], ...] = ()
    starts_after: int = -20


PLANS: dict[Platform, tuple[Plan, ...]] = {
    "facebook_ads": (
        Plan("Prospecting | Broad", "prospecting", 46, (("Broad 25-54", 4), ("Lookalike 2 %", 4))),
        Plan("Retargeting | Visitors 30d", "retargeting", 18, (("Visitors", 3), ("Carts", 3))),
        Plan("Prospecting | Interests", "prospecting", 30, (("Home", 4), ("Gifts", 3))),
        Plan("Seasonal | Launch", "prospecting", 16, (("Launch", 3),), starts_after=12),
    ),
    "google_ads": (
        Plan("Brand | Exact", "brand_search", 14, (("Brand", 3), ("Brand + product", 3))),
        Plan("Generic | Products", "generic_search", 36, (("Category", 4), ("Competitors", 3), ("Gifts", 3))),
        Plan("Shopping | All products", "shopping", 28, (("Bestsellers", 3), ("Everything else", 3))),
        Plan("Performance Max | All products", "performance_max", 34),
        Plan("Video | Reach", "video", 9, (("In-stream", 2),), starts_after=8),
        Plan("Display | Remarketing", "display", 7, (("Banners", 3),)),
    ),
    "tiktok_ads": (
        Plan("Spark | Creators", "prospecting", 24, (("18-34", 4), ("25-44", 4))),
        Plan("Conversion | Purchase", "prospecting", 20, (("Broad", 4), ("Lookalike", 4))),
        Plan("Retargeting | Engaged", "retargeting", 8, (("Engaged 30d", 4),)),
        Plan("Test | New hooks", "prospecting", 6, (("Hooks", 5),), starts_after=18),
    ),
}

# Rough value of a euro, so that budgets look like ones a person sets.
ROUGHLY_PER_EURO = {"EUR": 1, "USD": 1, "GBP": 1, "JPY": 170, "AUD": 2, "SEK": 11, "NOK": 12, "MXN": 21}
_FORMATS = ("video a", "video b", "carousel", "still a", "still b")


@dataclass(slots=True)
class Advertising:
    """All advertising of one workspace, by account."""

    accounts: list[AdAccount] = field(default_factory=list)
    campaigns: dict[str, list[Campaign]] = field(default_factory=dict)
    ad_sets: dict[str, list[AdSet]] = field(default_factory=dict)
    ads: dict[str, list[Ad]] = field(default_factory=dict)


def make_advertising(
    seed: int, index: int, workspace_id: str, preset: Preset, start: date, budget_factor: int, storefront: str,
    pages: tuple[str, ...],
) -> Advertising:  # fmt: skip
    """The advertising of workspace number ``index``; ``budget_factor`` grows with the market's size."""
    made = Advertising()
    begin = datetime.combine(start, time(9), UTC)
    builder = _Builder(seed, index, workspace_id, begin, budget_factor, storefront, pages, made)
    builder.facebook(preset)
    builder.google(preset)
    builder.tiktok(preset)
    return made


def alive(statuses: tuple[Dated, ...], created_at: datetime, moment: datetime) -> bool:
    """Whether something delivers at ``moment``."""
    return created_at <= moment and value_at(statuses, moment) == "active"


@dataclass(slots=True)
class _Builder:
    seed: int
    index: int
    workspace_id: str
    begin: datetime
    budget_factor: int
    storefront: str
    pages: tuple[str, ...]
    made: Advertising
    serial: int = 0

    def facebook(self, preset: Preset) -> None:
        for number, account in enumerate(preset.facebook):
            account_id = str(212_000_000_000_000 + self.index * 1000 + number * 37 + self.seed % 1000 * 10**7)
            self.account("facebook_ads", account_id, f"{preset.name} {account.timezone.split('/')[-1]}", account)
            plans = PLANS["facebook_ads"]
            own = plans[: len(plans) // 2] if number else plans
            self.fill("facebook_ads", account_id, account, own, 120_200_000_000_000_000)

    def google(self, preset: Preset) -> None:
        base = 4_100_000_000 + self.index * 10_000 + self.seed % 1000 * 10**5
        manager, account_id, closed = str(base), str(base + 11), str(base + 22)
        self.account("google_ads", manager, f"{preset.name} manager", preset.google)
        self.account("google_ads", account_id, preset.name, preset.google, manager)
        self.account("google_ads", closed, f"{preset.name} (old)", preset.google, manager, "closed")
        self.fill("google_ads", account_id, preset.google, PLANS["google_ads"], 17_000_000_000)

    def tiktok(self, preset: Preset) -> None:
        account_id = str(7_100_000_000_000_000_000 + self.index * 10**9 + self.seed % 1000 * 10**12)
        self.account("tiktok_ads", account_id, preset.name, preset.tiktok)
        self.fill("tiktok_ads", account_id, preset.tiktok, PLANS["tiktok_ads"], 1_780_000_000_000_000)

    def account(
        self, platform: Platform, account_id: str, name: str, money: AccountPreset, manager_id: str | None = None,
        status: Literal["active", "closed"] = "active",
    ) -> None:  # fmt: skip
        created = self.begin - timedelta(days=400)
        self.made.accounts.append(
            AdAccount(
                self.workspace_id,
                platform,
                account_id,
                name,
                money.currency,
                money.timezone,
                status,
                created,
                manager_id,
            )
        )
        for kind in (self.made.campaigns, self.made.ad_sets, self.made.ads):
            kind[account_id] = []

    def fill(
        self, platform: Platform, account_id: str, money: AccountPreset, plans: tuple[Plan, ...], id_base: int
    ) -> None:
        for place, plan in enumerate(plans):
            created = self.begin + timedelta(days=plan.starts_after)
            campaign_id = self._id(id_base)
            budget = Decimal(plan.budget * self.budget_factor * ROUGHLY_PER_EURO[money.currency])
            self.made.campaigns[account_id].append(
                Campaign(
                    self.workspace_id, platform, account_id, campaign_id,
                    self._names(plan.name, created, renamed_after=24 if place == 0 else None),
                    self._statuses(created, *(("archived", 44),) if place == len(plans) - 1 else ()),
                    plan.kind, CHANNELS[plan.kind], to_minor(budget, money.currency), created,
                )
            )  # fmt: skip
            for name, ads in plan.sets:
                self._ad_set(platform, account_id, campaign_id, plan, place, name, ads, id_base, created)

    def _ad_set(
        self, platform: Platform, account_id: str, campaign_id: str, plan: Plan, place: int, name: str, ads: int,
        id_base: int, created: datetime,
    ) -> None:  # fmt: skip
        ad_set_id = self._id(id_base)
        self.made.ad_sets[account_id].append(
            AdSet(
                self.workspace_id, platform, account_id, campaign_id, ad_set_id, (Dated(created, name),),
                self._statuses(created), created,
            )
        )  # fmt: skip
        for number in range(ads):
            ad_created = created + timedelta(days=9 * number if number > 1 else 0)
            ends = {(0, 1): (("deleted", 14),), (1, 1): (("archived", 30),), (0, 2): (("paused", 40),)}
            self.made.ads[account_id].append(
                Ad(
                    self.workspace_id, platform, account_id, campaign_id, ad_set_id, self._id(id_base),
                    self._id(id_base + 5 * 10**8),
                    self._names(f"{plan.name.split(' | ')[-1]} | {name} | {_FORMATS[number % 5]}", ad_created,
                                renamed_after=33 if (place, number) == (1, 0) else None),
                    self._statuses(ad_created, *ends.get((place, number), ())),
                    self.storefront + self.pages[int(fraction(self.seed, ad_set_id, number) * len(self.pages))],
                    ad_created,
                )
            )  # fmt: skip

    def _names(self, name: str, created: datetime, renamed_after: int | None) -> tuple[Dated, ...]:
        names = [Dated(created, name)]
        if renamed_after is not None:
            names.append(Dated(self.begin + timedelta(days=renamed_after), f"{name} (v2)"))
        return tuple(names)

    def _statuses(self, created: datetime, *ends: tuple[str, int]) -> tuple[Dated, ...]:
        later: Iterator[Dated] = (Dated(self.begin + timedelta(days=after), status) for status, after in ends)
        return (Dated(created, "active"), *later)

    def _id(self, base: int) -> str:
        self.serial += 1
        return str(base + self.seed % 97 * 10**7 + self.index * 10**5 + self.serial * 7)
