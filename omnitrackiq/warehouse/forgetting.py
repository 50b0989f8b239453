"""Forgetting a shopper, or a whole shop, in what was loaded; the next build makes everything behind it anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from omnitrackiq.warehouse.forgotten import (
    CLICK_COLUMNS,
    TELLING_COLUMNS,
    URL_COLUMNS,
    Forgotten,
    url_without_traces,
)
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.raw_rows import OpenWarehouse, WarehouseTable, opened_for_mending, placeholders

KEY_COLUMNS = ("customer_key", "client_key", "user_key")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a shopper left in a workspace: orders, and the keys that stand for the person, the browsers included."""

    order_ids: tuple[str, ...] = ()
    customer_keys: tuple[str, ...] = ()
    client_keys: tuple[str, ...] = field(default=())

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys."""
        return tuple(sorted({*self.customer_keys, *self.client_keys}))


def find_traces(
    warehouse: Warehouse, workspace_id: str, customer_keys: Sequence[str], order_ids: Sequence[str]
) -> Traces:
    """What there is of a shopper with these keys and orders. The caller holds every lane."""
    with opened_for_mending(warehouse) as opened:
        orders, keys = set(order_ids), set(customer_keys)
        for table in opened.tables(source="shopify"):
            if {"order_id", "customer_key"} <= set(table.columns):
                query = (
                    f"select order_id, customer_key from {table.sql} where workspace_id = ?"
                    f" and (customer_key in {placeholders(customer_keys)} or order_id in {placeholders(order_ids)})"
                )
                for order_id, key in opened.ask(query, [workspace_id, *customer_keys, *order_ids]):
                    orders.add(order_id)
                    keys |= {key} - {None}
        clients: set[str] = set()
        for table in opened.tables(source="ga4"):
            if {"transaction_id", "client_key", "user_key"} <= set(table.columns):
                query = (
                    f"select distinct client_key, user_key from {table.sql} where workspace_id = ?"
                    f" and transaction_id in {placeholders(sorted(orders))}"
                )
                for client, user in opened.ask(query, [workspace_id, *sorted(orders)]):
                    clients |= {client, user} - {None}
    return Traces(tuple(sorted(orders)), tuple(sorted(keys)), tuple(sorted(clients)))


def forget_shopper(
    warehouse: Warehouse, workspace_id: str, traces: Traces, forgotten: Forgotten, customer_id: str = ""
) -> None:
    """Put other keys in place of the shopper's in all that was loaded, and take away what tells of them. Repeatable.

    Orders, amounts, campaigns and the kinds of clicks stay, so every total does. The caller holds every lane.
    """
    with opened_for_mending(warehouse) as opened:
        for table in opened.tables(raw=True):
            if table.name == "rejected_records":
                _empty_rejected(opened, table, workspace_id, (*traces.order_ids, *traces.keys, customer_id))
            if "order_id" in table.columns and table.schema.startswith("raw_shopify"):
                _clean(opened, table, workspace_id, "order_id", traces.order_ids)
            for column in KEY_COLUMNS:
                if column in table.columns:
                    _clean(opened, table, workspace_id, column, traces.keys)
                    for key in traces.keys:
                        change = f"update {table.sql} set {column} = ? where workspace_id = ? and {column} = ?"
                        opened.ask(change, [forgotten.instead_of(key), workspace_id, key])
        _note_change(opened, workspace_id)


def forget_connections(warehouse: Warehouse, workspace_id: str, connection_ids: Sequence[str]) -> None:
    """Remove all that was loaded through connections of a workspace. The caller holds every lane. Repeatable."""
    with opened_for_mending(warehouse) as opened:
        for table in opened.tables(raw=True):
            if "connection_id" in table.columns:
                opened.ask(
                    f"delete from {table.sql} where workspace_id = ? and connection_id in"
                    f" {placeholders(connection_ids)}",
                    [workspace_id, *connection_ids],
                )
        _note_change(opened, workspace_id)


def models_followed(warehouse: Warehouse, workspace_id: str) -> bool:
    """Whether a build has made everything behind the workspace's raw rows anew since they were mended last."""
    with opened_for_mending(warehouse) as opened:
        if not opened.has_table("intermediate", "build_changes"):
            return True
        query = "select count(*) from intermediate.build_changes where workspace_id = ?"
        return opened.ask(query, [workspace_id])[0][0] == 0


def rows_about(warehouse: Warehouse, workspace_id: str, traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored of a shopper, by table: what was loaded from the shop, and what the marts say."""
    found: dict[str, list[dict[str, Any]]] = {}
    with opened_for_mending(warehouse) as opened:
        shop = [table for table in opened.tables(source="shopify") if not table.schema.endswith("_staging")]
        for table in [*shop, *(table for table in opened.tables(raw=False) if table.schema == "marts")]:
            names = set(table.columns)
            by, values = ("order_id", traces.order_ids) if "order_id" in names else ("customer_key", traces.keys)
            if by not in names or not values:
                continue
            query = f"select * from {table.sql} where workspace_id = ? and {by} in {placeholders(values)}"
            rows = opened.ask(query, [workspace_id, *values])
            if rows:
                found[table.full_name] = [dict(zip(table.columns, row, strict=True)) for row in rows]
    return found


def _clean(opened: OpenWarehouse, table: WarehouseTable, workspace_id: str, by: str, values: Sequence[str]) -> None:
    """Take what tells of a shopper from the rows of a table."""
    if not values:
        return
    where, given = f"workspace_id = ? and {by} in {placeholders(values)}", [workspace_id, *values]
    changes = [f"{column} = null" for column in TELLING_COLUMNS if column in table.columns]
    changes += [
        f"{column} = case when {column} is not null then 'erased' end"
        for column in CLICK_COLUMNS
        if column in table.columns
    ]
    if changes:
        opened.ask(f"update {table.sql} set {', '.join(changes)} where {where}", given)
    for column in URL_COLUMNS:
        if column in table.columns:
            for (url,) in opened.ask(f"select distinct {column} from {table.sql} where {where}", given):
                if (cleaned := url_without_traces(url)) != url:
                    change = f"update {table.sql} set {column} = ? where {where} and {column} = ?"
                    opened.ask(change, [cleaned, *given, url])


def _empty_rejected(opened: OpenWarehouse, table: WarehouseTable, workspace_id: str, words: Sequence[str]) -> None:
    """Empty the records in quarantine that name one of ``words``."""
    for word in filter(None, words):
        opened.ask(
            f"update {table.sql} set record = null, example = null where workspace_id = ?"
            " and (position(? in covered_key) > 0 or position(? in cast(record as text)) > 0)",
            [workspace_id, word, word],
        )


def _note_change(opened: OpenWarehouse, workspace_id: str) -> None:
    """Let the next build make everything of the workspace anew; before the first build there is nothing yet."""
    if not opened.has_table("intermediate", "build_changes"):
        return
    for table in opened.tables(raw=True):
        note = "insert into intermediate.build_changes (workspace_id, made_by) select ?, ? where not exists"
        seen = "(select 1 from intermediate.build_changes where workspace_id = ? and made_by = ? and order_id is null)"
        given = [workspace_id, table.full_name]
        opened.ask(f"{note} {seen}", [*given, *given])
