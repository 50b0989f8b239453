"""The integrated report: delivery and purchases of the market by level, day and audience."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.model.ads import AdDay, Claim
from sandbox.tiktok_ads import audience
from sandbox.tiktok_ads.account_view import AdvertiserView, Kind
from sandbox.tiktok_ads.errors import bad_parameter
from sandbox.tiktok_ads.metrics import METRICS, Row, Totals, credited
from sandbox.tiktok_ads.report_query import LEVELS, ReportQuery

DEPTH: dict[str, Kind | None] = {
    "AUCTION_ADVERTISER": None,
    "AUCTION_CAMPAIGN": "CAMPAIGN",
    "AUCTION_ADGROUP": "ADGROUP",
    "AUCTION_AD": "AD",
}
LONGEST_LAG = timedelta(days=28)


def today(view: AdvertiserView) -> date:
    """The current day of the advertiser's zone."""
    return view.now.astimezone(ZoneInfo(view.account.timezone)).date()


def rows(view: AdvertiserView, asked: ReportQuery) -> list[dict[str, Any]]:
    """The report as it goes on the wire, by day and id unless ordered otherwise."""
    groups = _grouped(view, asked)
    report = [
        Row(view, _dimensions(asked, key, cell), *_objects(view, key), part)
        for key, totals in groups.items()
        for cell, part in audience.cut(totals, asked.cells)
    ]
    report.sort(key=lambda row: [row.dimensions[name] for name in sorted(asked.dimensions, reverse=True)])
    if asked.order:
        name, descending = asked.order
        report.sort(key=lambda row: _order_value(row, name), reverse=descending)
    return [
        {
            "dimensions": dict(row.dimensions),
            "metrics": {metric: METRICS[metric](row) for metric in asked.metrics},
        }
        for row in report
    ]


def _grouped(view: AdvertiserView, asked: ReportQuery) -> dict[tuple[Any, ...], Totals]:
    since, until = asked.days or (view.account.created_at.date() - timedelta(days=1), today(view))
    until = min(until, today(view))
    groups: dict[tuple[Any, ...], Totals] = {}
    if since > until:
        return groups
    account_id, zone = view.account.account_id, ZoneInfo(view.account.timezone)
    for fact in view.market.ad_days(account_id, since, until, view.now):
        if _shown(view, asked, fact):
            _add(groups.setdefault(_key(asked, fact, fact.day), Totals()), fact)
    for claim in view.market.claims(account_id, since - LONGEST_LAG, until, view.now):
        if not credited(claim) or not _shown(view, asked, claim):
            continue
        if claim.day >= since:
            groups.setdefault(_key(asked, claim, claim.day), Totals()).claims.append(claim)
        bought_on = claim.converted_at.astimezone(zone).date()
        if since <= bought_on <= until:
            groups.setdefault(_key(asked, claim, bought_on), Totals()).real_time.append(claim)
    return groups


def _add(totals: Totals, fact: AdDay) -> None:
    totals.impressions += fact.impressions
    totals.reach += fact.reach
    totals.clicks += fact.clicks
    totals.video_views += fact.video_views
    totals.spend += fact.spend


def _key(asked: ReportQuery, fact: AdDay | Claim, day: date) -> tuple[Any, ...]:
    depth = list(LEVELS).index(asked.level)
    ids = (fact.campaign_id, fact.ad_set_id, fact.ad_id)
    return (day if asked.time else None, *(part if depth > i else None for i, part in enumerate(ids)))


def _objects(view: AdvertiserView, key: Sequence[Any]) -> tuple[Any, Any, Any]:
    _, campaign_id, group_id, ad_id = key
    return view.campaigns.get(campaign_id), view.ad_groups.get(group_id), view.ads.get(ad_id)


def _dimensions(asked: ReportQuery, key: Sequence[Any], cell: dict[str, str]) -> dict[str, str]:
    day, campaign_id, group_id, ad_id = key
    ids = {"campaign_id": campaign_id, "adgroup_id": group_id, "ad_id": ad_id, "ad_id_v2": ad_id}
    written = {name: value for name, value in ids.items() if name in asked.dimensions} | cell
    if "advertiser_id" in asked.dimensions:
        written["advertiser_id"] = ""
    if asked.time == "stat_time_day":
        written["stat_time_day"] = f"{day} 00:00:00"
    if asked.time == "stat_time_hour":
        written["stat_time_hour"] = f"{day} {cell['stat_time_hour']}"
    return written


def _shown(view: AdvertiserView, asked: ReportQuery, fact: AdDay | Claim) -> bool:
    """Whether a fact counts: by default those of deleted objects of the level asked do not."""
    ids: dict[Kind, str | None] = {"CAMPAIGN": fact.campaign_id, "ADGROUP": fact.ad_set_id, "AD": fact.ad_id}
    if any(ids[kind] not in wanted for kind, wanted in asked.ids.items()):
        return False
    own = DEPTH[asked.level]
    statuses = {own: ["STATUS_NOT_DELETE"]} | asked.statuses if own else asked.statuses
    for kind, wanted in statuses.items():
        record_id = ids[kind]
        if record_id is not None and not _has_status(view, kind, record_id, wanted):
            return False
    return True


def _has_status(view: AdvertiserView, kind: Kind, record_id: str, wanted: Sequence[str]) -> bool:
    deleted = view.is_deleted(kind, record_id)
    tests = {"STATUS_ALL": True, "STATUS_NOT_DELETE": not deleted, "STATUS_DELETE": deleted}
    tests |= {"STATUS_DELIVERY_OK": view.secondary_status(kind, record_id).endswith(("DELIVERY_OK", "_ENABLE"))}
    if any(status not in tests for status in wanted):
        raise bad_parameter("filtering.filter_value: Not a valid status.")
    return any(tests[status] for status in wanted)


def _order_value(row: Row, name: str) -> Any:
    if name in row.dimensions:
        return row.dimensions[name]
    if name not in METRICS:
        raise bad_parameter(f"order_field: {name} is not a valid choice.")
    text = METRICS[name](row)
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0
