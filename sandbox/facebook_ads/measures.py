"""The measures of an insights row: delivery, and the actions that Meta credits to it.

A claim counts in the row of its touch's day. The figure named ``value`` follows the default attribution setting (seven
days after a click, one after a view); a window's own key is absent when it counts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sandbox.facebook_ads.catalog import names
from sandbox.market.model.ads import Claim
from sandbox.market.model.kinds import TouchKind

WINDOWS: dict[str, tuple[TouchKind, timedelta]] = {
    "1d_click": ("click", timedelta(days=1)),
    "7d_click": ("click", timedelta(days=7)),
    "28d_click": ("click", timedelta(days=28)),
    "1d_view": ("view", timedelta(days=1)),
}
SILENT_WINDOWS = names(
    """
    default 1d_ev dda 7d_view 28d_view 1d_view_all_conversions 7d_view_all_conversions 28d_view_all_conversions
    7d_view_first_conversion 28d_view_first_conversion skan_click skan_view skan_click_second_postback
    skan_view_second_postback skan_click_third_postback skan_view_third_postback
    """
)
"""Windows that may be asked for and never hold anything here."""

_DEFAULT = ("7d_click", "1d_view")
_PURCHASES = ("omni_purchase", "purchase", "onsite_web_purchase", "onsite_web_app_purchase")
_PIXEL_PURCHASE = "offsite_conversion.fb_pixel_purchase"


@dataclass(slots=True)
class Totals:
    """Delivery summed over the ads of one row, with its claims; spend in account currency."""

    impressions: int = 0
    reach: int = 0
    clicks: int = 0
    link_clicks: int = 0
    video_views: int = 0
    spend: Decimal = Decimal(0)
    claims: list[Claim] = field(default_factory=list)


def in_window(claim: Claim, window: str) -> bool:
    kind, length = WINDOWS[window]
    return claim.kind == kind and claim.converted_at - claim.touched_at <= length


def by_default(claim: Claim) -> bool:
    """Whether the default attribution setting counts the claim."""
    return any(in_window(claim, window) for window in _DEFAULT)


def _seen_by_pixel(claim: Claim) -> bool:
    """The browser misses one purchase in seven, which only the server reports."""
    return claim.order_id % 7 != 0


def actions(totals: Totals, windows: Sequence[str]) -> list[dict[str, Any]] | None:
    """The ``actions`` list (counts as text), or None when there is none."""
    entries = [
        {"action_type": name, "value": str(count)}
        | {window: str(count) for window in windows if window in {"1d_click", "7d_click", "28d_click"}}
        for name, count in (
            ("link_click", totals.link_clicks),
            ("landing_page_view", totals.link_clicks * 4 // 5),
            ("page_engagement", totals.clicks + totals.video_views),
            ("post_engagement", totals.clicks + totals.video_views),
            ("video_view", totals.video_views),
        )
        if count
    ]
    return entries + _purchase_entries(totals, windows, money=False) or None


def action_values(totals: Totals, windows: Sequence[str]) -> list[dict[str, Any]] | None:
    """The ``action_values`` list (account currency, as text), or None when there is none."""
    return _purchase_entries(totals, windows, money=True) or None


def roas(totals: Totals, action_type: str) -> list[dict[str, Any]] | None:
    """The value of the purchases of ``action_type`` over the spend."""
    for entry in _purchase_entries(totals, (), money=True):
        if entry["action_type"] == action_type and totals.spend:
            value = (Decimal(entry["value"]) / totals.spend).quantize(Decimal("0.000001"))
            return [{"action_type": action_type, "value": str(value)}]
    return None


def _purchase_entries(totals: Totals, windows: Sequence[str], *, money: bool) -> list[dict[str, Any]]:
    if not totals.claims:
        return []
    pixel = [claim for claim in totals.claims if _seen_by_pixel(claim)]
    listed = [(name, totals.claims) for name in _PURCHASES] + [(_PIXEL_PURCHASE, pixel)]
    entries = []
    for name, claims in listed:
        value = _figure([claim for claim in claims if by_default(claim)], money=money)
        entry = {"action_type": name, "value": value or "0"}
        for window in windows:
            if window in WINDOWS:
                figure = _figure([claim for claim in claims if in_window(claim, window)], money=money)
                entry |= {window: figure} if figure else {}
        if value or len(entry) > 2:
            entries.append(entry)
    return entries


def _figure(claims: Sequence[Claim], *, money: bool) -> str | None:
    if not claims:
        return None
    return str(sum((claim.value for claim in claims), Decimal(0))) if money else str(len(claims))
