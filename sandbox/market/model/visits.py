"""The contacts of shoppers with a brand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sandbox.market.model.kinds import Platform, TouchKind


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact of a shopper with the brand: a visit (``click``, any channel) or an ad seen (``view``).

    ``channel`` is our channel name. Ad ids are None for unpaid channels. ``landing_url`` carries the tracking
    parameters that the browser saw. Without consent GA4 knows no client. ``session_id`` is GA4's session number.
    """

    workspace_id: str
    touch_id: int
    shopper_id: int
    client_id: str
    session_id: int
    kind: TouchKind
    at: datetime
    channel: str
    platform: Platform | None
    account_id: str | None
    campaign_id: str | None
    ad_set_id: str | None
    ad_id: str | None
    landing_url: str
    referrer: str
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    utm_content: str | None
    utm_term: str | None
    consented: bool
    engaged: bool
    page_views: int
    device: Literal["mobile", "desktop", "tablet"]
    country: str
    order_id: int | None = None
