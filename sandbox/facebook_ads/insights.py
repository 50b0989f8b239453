"""Insights: delivery and claims of the market, put together by level, period and breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.facebook_ads import breakdowns, filtering, insight_fields
from sandbox.facebook_ads.account_view import AccountView
from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.errors import bad_parameter
from sandbox.facebook_ads.filtering import Condition
from sandbox.facebook_ads.insight_fields import DEFAULT_FIELDS, EMPTY_FIELDS, FIELDS, Row
from sandbox.facebook_ads.measures import SILENT_WINDOWS, WINDOWS, Totals, by_default
from sandbox.facebook_ads.periods import Range, ranges
from sandbox.market.model.ads import Ad, AdDay, AdSet, Campaign, Claim

LEVELS = ("account", "campaign", "adset", "ad")
METRICS = ("impressions", "clicks", "spend")


@dataclass(frozen=True, slots=True)
class Query:
    """A checked insights call. ``scope`` is the node's kind and id: ("account", …), ("campaign", …) and so on."""

    scope: tuple[str, str]
    level: str
    ranges: tuple[Range, ...]
    fields: tuple[str, ...]
    breakdowns: tuple[str, ...]
    windows: tuple[str, ...]
    conditions: tuple[Condition, ...]


def query(call: Call, scope: tuple[str, str], today: date, *, bounded: bool = True) -> Query:
    """The question that ``call`` asks about ``scope``; raises error 100 or 3018 for what cannot be asked."""
    level = call.params.get("level", scope[0]).strip('"')
    if level not in LEVELS:
        raise bad_parameter(f"level must be one of the following values: {', '.join(LEVELS)}")
    fields = call.texts("fields") or DEFAULT_FIELDS
    names = call.texts("breakdowns")
    breakdowns.check(names, fields)
    for field in fields:
        if field in names or (field not in FIELDS and field not in EMPTY_FIELDS):
            raise bad_parameter(f"{field} is not valid for fields param.")
    windows = call.texts("action_attribution_windows")
    for window in windows:
        if window not in WINDOWS and window not in SILENT_WINDOWS:
            raise bad_parameter(f"action_attribution_windows must be one of: {', '.join(WINDOWS)}")
    return Query(
        scope=scope,
        level=level,
        ranges=ranges(call, today, bounded=bounded),
        fields=tuple(fields),
        breakdowns=names,
        windows=windows,
        conditions=filtering.conditions(call.json("filtering")),
    )


def today(view: AccountView) -> date:
    """The current day of the account's zone."""
    return view.now.astimezone(ZoneInfo(view.account.timezone)).date()


def rows(view: AccountView, asked: Query) -> list[Row]:
    """The report's rows, sorted by their key; nothing delivered and nothing claimed gives no row."""
    report = [row for span in asked.ranges for row in _rows_of_range(view, asked, span)]
    return sorted((row for row in report if _passes(row, asked.conditions)), key=lambda row: row.key)


def render(row: Row, asked: Query) -> dict[str, Any]:
    return insight_fields.render(row, asked.fields)


def summary(report: Sequence[Row], asked: Query) -> dict[str, str]:
    return insight_fields.totals(report, asked.fields)


def _rows_of_range(view: AccountView, asked: Query, span: Range) -> list[Row]:
    until = min(span.until, today(view) + timedelta(days=1))
    if span.since > until:
        return []
    account_id = view.account.account_id
    groups: dict[tuple[Any, ...], Totals] = {}
    for day in view.market.ad_days(account_id, span.since, until, view.now):
        if _in_scope(view, asked, day):
            _add_delivery(groups.setdefault(_group(asked, span, day), Totals()), day)
    for claim in view.market.claims(account_id, span.since, until, view.now):
        if _in_scope(view, asked, claim) and (asked.windows or by_default(claim)):
            groups.setdefault(_group(asked, span, claim), Totals()).claims.append(claim)
    return [
        Row(view, start, stop, *_objects(view, ids), cell, part, asked.windows)
        for (start, stop, *ids), totals in groups.items()
        for cell, part in breakdowns.cut(totals, asked.breakdowns)
    ]


def _add_delivery(totals: Totals, day: AdDay) -> None:
    totals.impressions += day.impressions
    totals.reach += day.reach
    totals.clicks += day.clicks
    totals.link_clicks += day.link_clicks
    totals.video_views += day.video_views
    totals.spend += day.spend


def _group(asked: Query, span: Range, fact: AdDay | Claim) -> tuple[Any, ...]:
    depth = LEVELS.index(asked.level)
    ids = (fact.campaign_id, fact.ad_set_id, fact.ad_id)
    return (*span.period(fact.day), *(part if depth > i else None for i, part in enumerate(ids)))


def _objects(view: AccountView, ids: Sequence[str | None]) -> tuple[Campaign | None, AdSet | None, Ad | None]:
    campaign_id, ad_set_id, ad_id = ids
    return (
        view.campaigns[campaign_id] if campaign_id else None,
        view.ad_sets[ad_set_id] if ad_set_id else None,
        view.ads[ad_id] if ad_id else None,
    )


def _in_scope(view: AccountView, asked: Query, fact: AdDay | Claim) -> bool:
    kind, node = asked.scope
    own = {"campaign": fact.campaign_id, "adset": fact.ad_set_id, "ad": fact.ad_id}
    if kind != "account" and own[kind] != node:
        return False
    campaign, ad_set, ad = _objects(view, (fact.campaign_id, fact.ad_set_id, fact.ad_id))
    by_prefix: dict[str, Campaign | AdSet | Ad | None] = {"campaign": campaign, "adset": ad_set, "ad": ad}
    for condition in asked.conditions:
        record = by_prefix.get(condition.prefix)
        if record is None or condition.field in METRICS:
            continue
        found = filtering.attribute(record, condition.field, view.effective_status(record), view.now)
        if not condition.holds(found):
            return False
    return True


def _passes(row: Row, conditions: Sequence[Condition]) -> bool:
    found = {
        "impressions": row.totals.impressions,
        "clicks": row.totals.clicks,
        "spend": row.totals.spend,
    }
    return all(condition.holds(found[condition.field]) for condition in conditions if condition.field in found)
