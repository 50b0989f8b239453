"""Lists that reports refer to: the account's conversion actions and the countries of the world (a few of them)."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.google_ads.creatives import Row
from sandbox.google_ads.parts import COUNTRIES
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount

CLICK_THROUGH_DAYS, VIEW_THROUGH_DAYS = 30, 1
_COUNTRY_NAMES = {
    "DE": "Germany", "AT": "Austria", "US": "United States", "GB": "United Kingdom", "CA": "Canada",
    "CH": "Switzerland", "FR": "France", "JP": "Japan",
}  # fmt: skip


def conversion_actions(_: Market, account: AdAccount, __: datetime) -> Iterator[tuple[str, Row]]:
    """The one conversion action of the account."""
    yield account.account_id, conversion_action(account.account_id)


def conversion_action(account_id: str) -> Row:
    """The one conversion action of an account: the shop's purchase."""
    action_id = int(account_id) % 900_000_000 + 100_000_000
    return {
        "conversion_action.resource_name": f"customers/{account_id}/conversionActions/{action_id}",
        "conversion_action.id": action_id,
        "conversion_action.name": "Purchase",
        "conversion_action.category": "PURCHASE",
        "conversion_action.type": "WEBPAGE",
        "conversion_action.status": "ENABLED",
        "conversion_action.counting_type": "MANY_PER_CLICK",
        "conversion_action.primary_for_goal": True,
        "conversion_action.include_in_conversions_metric": True,
        "conversion_action.attribution_model_settings.attribution_model": "GOOGLE_ADS_LAST_CLICK",
        "conversion_action.click_through_lookback_window_days": CLICK_THROUGH_DAYS,
        "conversion_action.view_through_lookback_window_days": VIEW_THROUGH_DAYS,
    }


def countries(_: Market, __: AdAccount, ___: datetime) -> Iterator[tuple[str, Row]]:
    """Geo target constants, the same for every account."""
    for code, criterion in COUNTRIES.items():
        yield (
            code,
            {
                "geo_target_constant.resource_name": f"geoTargetConstants/{criterion}",
                "geo_target_constant.id": criterion,
                "geo_target_constant.name": _COUNTRY_NAMES[code],
                "geo_target_constant.canonical_name": _COUNTRY_NAMES[code],
                "geo_target_constant.country_code": code,
                "geo_target_constant.target_type": "Country",
                "geo_target_constant.status": "ENABLED",
            },
        )
