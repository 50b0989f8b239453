"""Runs a query over the market: the rows of an answer as they go over the wire."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google_ads.clicks import click_rows
from sandbox.google_ads.conditions import day_range, meets
from sandbox.google_ads.creatives import Row
from sandbox.google_ads.delivery import Totals, totals
from sandbox.google_ads.entities import customer
from sandbox.google_ads.fields import DATE_SEGMENTS, FIELDS, camel
from sandbox.google_ads.gaql import Condition, Query
from sandbox.google_ads.hierarchy import Hierarchy
from sandbox.google_ads.resources import rows_of
from sandbox.google_ads.retention import check_days
from sandbox.google_ads.validation import validate
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount


def run(
    query: Query, version: int, market: Market, hierarchy: Hierarchy, account: AdAccount, now: datetime
) -> list[dict[str, Any]]:
    """The rows that answer ``query`` for ``account`` at ``now``; raises GoogleAdsError for a refused query."""
    is_manager = hierarchy.is_manager(account.account_id)
    validate(query, version, is_manager)
    today = now.astimezone(ZoneInfo(account.timezone)).date()
    check_days(query, today)
    if query.resource == "customer_client":
        rows = list(hierarchy.client_rows(account))
    elif query.resource == "click_view":
        rows = list(click_rows(market, account, day_range(query.conditions, today)[0], now))
    else:
        rows = list(_rows(query, market, account, today, now))
    about = customer(account, is_manager)
    conditions = [condition for condition in query.conditions if not _by_day(condition, query)]
    rows = [about | row for row in rows]
    if conditions:
        rows = [row for row in rows if all(meets(row, condition) for condition in conditions)]
    for name, descending in reversed(query.order_by):
        rows.sort(key=lambda row: (row.get(name) is not None, row.get(name)), reverse=descending)
    write = _writer(_returned(query))
    return [write(row) for row in rows[: query.limit]]


def field_mask(query: Query) -> str:
    """The selected fields as the wire spells them."""
    return ",".join(".".join(camel(part) for part in name.split(".")) for name in query.select)


def _rows(query: Query, market: Market, account: AdAccount, today: date, now: datetime) -> Iterator[Row]:
    segments = tuple(name for name in query.select if FIELDS[name].category == "SEGMENT")
    asked = dict.fromkeys((*query.select, *(condition.field for condition in query.conditions)))
    metrics = [name for name in asked if FIELDS[name].category == "METRIC"]
    entities = rows_of(query.resource, market, account, now)
    if not (segments or metrics):
        yield from (row for _, row in entities)
        return
    days = day_range(query.conditions, today)
    sums = totals(market, account, query.resource, segments, days, now)
    for key, row in entities:
        if not segments:
            yield row | sums.get(key, {}).get((), Totals()).metrics(metrics)
            continue
        for values, total in sorted(sums.get(key, {}).items()):
            if not total.is_zero:
                yield row | dict(zip(segments, values, strict=True)) | total.metrics(metrics)


def _by_day(condition: Condition, query: Query) -> bool:
    """Whether a condition on days is met by reading only those days."""
    if condition.field not in DATE_SEGMENTS:
        return condition.operator == "DURING"
    spans = condition.field == "segments.date" and condition.operator in ("BETWEEN", "=", ">=", "<=", ">", "<")
    return spans or condition.operator == "DURING" or condition.field not in query.select


def _returned(query: Query) -> list[str]:
    """The selected fields, and the resource name of every resource among them unless the query leaves them out."""
    names = list(query.select)
    if query.parameters.get("omit_unselected_resource_names") != "true":
        owners = [query.resource]
        for name in query.select:
            owner, *path = name.split(".")
            owners.append("ad_group_ad.ad" if owner == "ad_group_ad" and path[0] == "ad" else owner)
        names += [name for owner in owners if (name := f"{owner}.resource_name") in FIELDS]
    return list(dict.fromkeys(names))


def _writer(names: list[str]) -> Callable[[Row], dict[str, Any]]:
    """Turns a flat row into the nested lowerCamelCase object of the wire; what is not set is left out."""
    places = [(name, [camel(part) for part in name.split(".")], FIELDS[name]) for name in names]

    def write(row: Row) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for name, (*parents, leaf), field in places:
            if (value := row.get(name)) is not None:
                branch = tree
                for parent in parents:
                    branch = branch.setdefault(parent, {})
                branch[leaf] = field.wire(value)
        return tree

    return write
