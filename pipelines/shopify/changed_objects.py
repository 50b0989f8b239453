"""Customers and products: passes over everything that changed, in the order of their ids.

A pass that was interrupted goes on behind the last id of its last slice. The next pass starts from the day the last
one began, since Shopify compares whole days there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.loading.slice import Slice
from pipelines.shopify.client import AdminClient
from pipelines.shopify.fields import Node, Row, number_of
from pipelines.shopify.paging import PageSize, pages
from pipelines.shopify.windows import OVERLAP, SAFETY_LAG

SLICE_OBJECTS = 2000
LONGEST_LISTING = 20_000
"""Shopify ends a listing at 25,000 objects without a word; a new one starts well before."""

FULL_PASS_EVERY = timedelta(hours=24)

Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class ObjectStream:
    """A stream of objects: how a page is asked for, how a node becomes rows, and which column is the key.

    With ``full_pass`` everything is read again once a day, for changes that do not stamp the object. ``dated_tables``
    name tables that keep earlier rows, with the columns that a row replaces alone.
    """

    name: str
    operation: str
    key: Callable[[Node], str]
    rows: Callable[[Node], Rows]
    tables: tuple[str, ...]
    full_pass: bool = False
    dated_tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def object_slices(
    client: AdminClient, stream: ObjectStream, cursor: Mapping[str, Any], now: datetime
) -> Iterator[Slice]:
    """The slices of one pass."""
    began = datetime.fromisoformat(cursor["pass_began"]) if cursor.get("pass_began") else now
    is_full = bool(cursor.get("pass_is_full")) if cursor.get("pass_began") else _is_full_pass_due(stream, cursor, now)
    since = None if is_full or not cursor.get("watermark") else datetime.fromisoformat(cursor["watermark"]) - OVERLAP
    under_way = {"pass_began": began.isoformat(), "pass_is_full": is_full}
    after_id = cursor.get("after_id")
    page_size = PageSize(client, stream.operation)
    held: list[Node] = []
    while True:
        listed = 0
        for page in pages(client, stream.operation, stream.name, page_size, {"query": _query(since, after_id)}):
            listed += len(page)
            held += [node for node in page if _is_changed(node, since)]
            after_id = number_of(page[-1]["id"]) if page else after_id
            if len(held) >= SLICE_OBJECTS:
                yield _slice(stream, held, {**under_way, "after_id": after_id})
                held = []
            if listed >= LONGEST_LISTING:
                break
        else:
            break
    done = {"pass_began": None, "pass_is_full": None, "after_id": None, "watermark": _watermark(began)}
    if is_full or since is None:
        done["full_pass_at"] = began.isoformat()
    yield _slice(stream, held, done)


def _is_full_pass_due(stream: ObjectStream, cursor: Mapping[str, Any], now: datetime) -> bool:
    last = cursor.get("full_pass_at")
    return stream.full_pass and (last is None or now - datetime.fromisoformat(last) >= FULL_PASS_EVERY)


def _query(since: datetime | None, after_id: str | None) -> str:
    parts = []
    if since is not None:
        # Customers are compared by whole days, and whose day it is stands nowhere: one day more is on the safe side.
        parts.append(f"updated_at:>='{(since.astimezone(UTC) - timedelta(days=1)).date().isoformat()}'")
    if after_id is not None:
        parts.append(f"id:>{after_id}")
    return " AND ".join(parts)


def _is_changed(node: Node, since: datetime | None) -> bool:
    updated = node.get("updatedAt")
    return since is None or not updated or datetime.fromisoformat(updated) >= since


def _watermark(began: datetime) -> str:
    return (began - SAFETY_LAG).astimezone(UTC).isoformat()


def _slice(stream: ObjectStream, nodes: list[Node], cursor: Mapping[str, Any]) -> Slice:
    rows: Rows = {table: [] for table in (*stream.tables, *stream.dated_tables)}
    once = {stream.key(node): node for node in nodes}
    for node in once.values():
        for table, table_rows in stream.rows(node).items():
            if table in rows:
                rows[table] += table_rows
    keys = [(key,) for key in once]
    covers: dict[str, list[tuple[Any, ...]]] = dict.fromkeys(stream.tables, keys)
    for table, columns in stream.dated_tables.items():
        covers[table] = list({tuple(row[column] for column in columns): None for row in rows[table]})
    return Slice(stream=stream.name, rows=rows, covers=covers, cursor=cursor)
