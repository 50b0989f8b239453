"""Runs a query over the market: the rows of an answer as they go over the wire."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google_ads.conditions import day_range, meets
from sandbox.google_ads.delivery import Totals, totals
from sandbox.google_ads.entities import Row, customer, rows_of
from sandbox.google_ads.fields import DATE_SEGMENTS, FIELDS, camel, nested
from sandbox.google_ads.gaql import Query
from sandbox.google_ads.hierarchy import Hierarchy
from sandbox.google_ads.validation import validate
from sandbox.market.interface import Market
from sandbox.market.model import AdAccount


def run(
    query: Query, version: int, market: Market, hierarchy: Hierarchy, account: AdAccount, now: datetime
) -> list[dict[str, Any]]:
    """The rows that answer ``query`` for ``account`` at ``now``; raises GoogleAdsError for a refused query."""
    is_manager = hierarchy.is_manager(account.account_id)
    validate(query, version, is_manager)
    if query.resource == "customer_client":
        rows = list(hierarchy.client_rows(account))
    else:
        rows = list(_rows(query, market, account, now))
    about = customer(account, is_manager)
    rows = [about | row for row in rows]
    rows = [row for row in rows if _meets_all(row, query)]
    for name, descending in reversed(query.order_by):
        rows.sort(key=lambda row: (row.get(name) is not None, row.get(name)), reverse=descending)
    names = _returned(query)
    return [
        nested({name: FIELDS[name].wire(row[name]) for name in names if row.get(name) is not None})
        for row in rows[: query.limit]
    ]


def field_mask(query: Query) -> str:
    """The selected fields as the wire spells them."""
    return ",".join(".".join(camel(part) for part in name.split(".")) for name in query.select)


def _rows(query: Query, market: Market, account: AdAccount, now: datetime) -> Iterator[Row]:
    segments = tuple(name for name in query.select if FIELDS[name].category == "SEGMENT")
    wants_metrics = any(
        FIELDS[name].category == "METRIC" for name in (*query.select, *(c.field for c in query.conditions))
    )
    entities = rows_of(query.resource, market, account, now)
    if not (segments or wants_metrics):
        yield from (row for _, row in entities)
        return
    today = now.astimezone(ZoneInfo(account.timezone)).date()
    days = day_range(query.conditions, today)
    sums = totals(market, account, query.resource, segments, days, now)
    for key, row in entities:
        if not segments:
            yield row | sums.get(key, {}).get((), Totals()).metrics()
            continue
        for values, total in sorted(sums.get(key, {}).items()):
            if not total.is_zero:
                yield row | dict(zip(segments, values, strict=True)) | total.metrics()


def _meets_all(row: Row, query: Query) -> bool:
    return all(
        meets(row, condition)
        for condition in query.conditions
        if condition.field not in DATE_SEGMENTS or condition.field in query.select
        if condition.operator != "DURING"
    )


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
