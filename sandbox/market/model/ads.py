"""Ad accounts, what they hold, what it did per day and what the platforms claim for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sandbox.market.model.history import Dated
from sandbox.market.model.kinds import Platform, TouchKind


@dataclass(frozen=True, slots=True)
class AdAccount:
    """An advertising account. ``status`` is ``active`` or ``closed``; managers (Google) hold accounts, no ads."""

    workspace_id: str
    platform: Platform
    account_id: str
    name: str
    currency: str
    timezone: str
    status: Literal["active", "closed"]
    created_at: datetime
    manager_id: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. ``kind`` decides the platform's own type and objective, ``channel`` our channel name.

    ``statuses`` holds active, paused, archived or deleted; ``daily_budget`` is in account currency.
    """

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    kind: Literal[
        "prospecting",
        "retargeting",
        "brand_search",
        "generic_search",
        "shopping",
        "performance_max",
        "video",
        "display",
    ]
    channel: str
    daily_budget: Decimal
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AdSet:
    """An ad set, ad group or TikTok ad group."""

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ad:
    """An ad with the landing page it sends people to (without tracking parameters)."""

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str
    ad_id: str
    creative_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    landing_page: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AdDay:
    """Delivery of one ad on one day of its account's zone, as the platform knows it at the asked *now*.

    ``ad_set_id`` and ``ad_id`` are None where the campaign type has no ads (Performance Max). ``spend`` is in account
    currency, rounded to its minor unit.
    """

    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str | None
    ad_id: str | None
    day: date
    impressions: int
    reach: int
    clicks: int
    link_clicks: int
    video_views: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A purchase that a platform claims for one of its ads.

    ``day`` is the touch's day in the account's zone; ``value`` is in account currency; the claim is reported from
    ``visible_at`` until ``withdrawn_at`` (None: never withdrawn).
    """

    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str | None
    ad_id: str | None
    day: date
    kind: TouchKind
    touched_at: datetime
    converted_at: datetime
    visible_at: datetime
    withdrawn_at: datetime | None
    value: Decimal
    order_id: int
