"""What each platform claims: every purchase that any of its ads touched, in its own window and on the touch's day."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from sandbox.market.currencies import to_minor
from sandbox.market.model.ads import AdAccount, Claim
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Order
from sandbox.market.model.visits import Touch
from sandbox.market.rates import Rates
from sandbox.market.shoppers import Purchase

CLICK_WINDOW: dict[Platform, timedelta] = {
    "facebook_ads": timedelta(days=25),
    "google_ads": timedelta(days=27),
    "tiktok_ads": timedelta(days=7),
}
VIEW_WINDOW = timedelta(days=1)

# No claim comes or goes later than this after the touch's day, so that a look-back of 28 (Google 30) days sees all.
SETTLED_AFTER: dict[Platform, timedelta] = {
    "facebook_ads": timedelta(days=27),
    "google_ads": timedelta(days=29),
    "tiktok_ads": timedelta(days=27),
}


def claims_of(
    purchase: Purchase, order: Order, accounts: Mapping[str, AdAccount], rates: Rates, chance: Random
) -> list[Claim]:
    """The claims that ``purchase`` leads to, one per platform at most; test orders and sales at a till make none."""
    if order.test or order.source_name != "web":
        return []
    total = sum((sale.total for sale in order.agreements[0].sales), Decimal(0))
    refunded_at = order.refunds[0].created_at if order.refunds else None
    claims = []
    for platform in CLICK_WINDOW:
        lag = timedelta(minutes=chance.randint(20, 3 * 24 * 60))
        withdraws = chance.random() < 0.6
        touch = _claimed_touch(purchase, platform)
        if touch is None:
            continue
        account = accounts[touch.account_id or ""]
        zone = ZoneInfo(account.timezone)
        day = touch.at.astimezone(zone).date()
        opened = datetime.combine(day, time(), zone).astimezone(UTC)
        settled = opened + SETTLED_AFTER[platform]
        visible_at = order.created_at + lag
        if visible_at >= settled:
            continue
        withdrawn_at = refunded_at + timedelta(days=1) if refunded_at and withdraws else None
        value = total * rates.cross(order.currency, account.currency, order.created_at.date(), order.created_at)
        claims.append(
            Claim(
                platform=platform,
                account_id=account.account_id,
                campaign_id=touch.campaign_id or "",
                ad_set_id=touch.ad_set_id,
                ad_id=touch.ad_id,
                day=day,
                kind=touch.kind,
                touched_at=touch.at,
                converted_at=order.created_at,
                visible_at=visible_at,
                withdrawn_at=withdrawn_at if withdrawn_at and visible_at < withdrawn_at < settled else None,
                value=to_minor(value, account.currency),
                order_id=order.order_id,
            )
        )
    return claims


def _claimed_touch(purchase: Purchase, platform: Platform) -> Touch | None:
    """The last click inside the click window, else the last view inside the view window."""
    own = [touch for touch in purchase.journey if touch.platform == platform]
    windows = (("click", CLICK_WINDOW[platform]), ("view", VIEW_WINDOW))
    for kind, window in windows:
        recent = [touch for touch in own if touch.kind == kind and purchase.at - touch.at <= window]
        if recent:
            return recent[-1]
    return None
