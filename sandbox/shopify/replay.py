"""Recorded rows of real shops, served through the same endpoint as the simulated ones.

Read are ``shopify/airbyte_expected_records.jsonl`` and, of the bulk-operation lines in
``shopify/airbyte_bulk_samples.jsonl``, orders, products and variants; the other types there belong to streams that
only bulk operations serve. Rows about one order are laid together. Field selection is not applied to them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from sandbox.shopify import replay_records
from sandbox.shopify.catalog import Catalog, Kind, Node, Record
from sandbox.shopify.documents import admin_schema
from sandbox.shopify.identifiers import gid, parse_gid
from sandbox.shopify.paging import Listing
from sandbox.shopify.projection import UNSELECTED
from sandbox.shopify.replay_wire import Wire, camel, connection, moment

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_SALE_TYPES = {
    "PRODUCT": "ProductSale",
    "GIFT_CARD": "GiftCardSale",
    "SHIPPING": "ShippingLineSale",
    "TIP": "TipSale",
    "ADJUSTMENT": "AdjustmentSale",
}
_AGREEMENT_TYPES = {"ORDER_EDIT": "OrderEditAgreement", "REFUND": "RefundAgreement", "RETURN": "ReturnAgreement"}


class ReplayRecords:
    """The recorded objects in wire form, by type and global id."""

    def __init__(self, folder: Path) -> None:
        self.orders: dict[str, Wire] = {}
        self.products: dict[str, Wire] = {}
        for row in _lines(folder / "shopify" / "airbyte_expected_records.jsonl"):
            self._add_row(row["stream"], row["data"])
        for line in _lines(folder / "shopify" / "airbyte_bulk_samples.jsonl"):
            self._add_bulk_line(line)

    def _add_row(self, stream: str, data: Mapping[str, Any]) -> None:
        if stream == "orders":
            self._order(data["id"]).update(replay_records.order(data))
        elif stream == "order_refunds":
            self._order(data["order_id"]).setdefault("refunds", []).append(replay_records.refund(data))
        elif stream == "order_agreements":
            rest = {key: value for key, value in data.items() if key not in ("id", "admin_graphql_api_id")}
            agreements = [{**camel(item), "sales": connection(camel)(item["sales"])} for item in rest.pop("agreements")]
            wire = self._order(data["id"])
            wire.update(_dated(rest), agreements=connection(lambda item: item)(agreements))
        elif stream == "customer_journey_summary":
            rest = {key: value for key, value in data.items() if key not in ("order_id", "admin_graphql_api_id")}
            journey = camel(rest.pop("customer_journey_summary"))
            self._order(data["order_id"]).update(_dated(rest), customerJourneySummary=journey)

    def _add_bulk_line(self, line: Wire) -> None:
        kind = line.get("__typename")
        plain = {key: value for key, value in line.items() if not key.startswith("__")}
        if kind == "Order":
            self.orders.setdefault(line["id"], {}).update(plain)
        elif kind == "Product":
            self._product(line["id"]).update(plain)
        elif kind == "ProductVariant":
            self._product(line["product"]["product_id"])["variants"]["nodes"].append(plain)

    def _order(self, number: int) -> Wire:
        identifier = gid("Order", number)
        return self.orders.setdefault(identifier, {"id": identifier})

    def _product(self, identifier: str) -> Wire:
        return self.products.setdefault(identifier, {"id": identifier, "variants": connection(lambda _: _)([])})


class ReplayCatalog:
    """The recorded orders and products; the shop is the simulated one, but in the currency of the records."""

    def __init__(self, records: ReplayRecords, simulated: Catalog) -> None:
        self.listings: dict[tuple[str, str, str, bool], Listing] = {}
        self._simulated = simulated
        self._nodes = {
            parse_gid(identifier): as_node(type_name, wire)
            for type_name, wires in (("Order", records.orders), ("Product", records.products))
            for identifier, wire in wires.items()
        }

    def shop(self) -> Node:
        currencies = [node["currencyCode"] for node in self._nodes.values() if node.get("currencyCode")]
        return {**self._simulated.shop(), **({"currencyCode": currencies[0]} if currencies else {})}

    def records(self, kind: Kind) -> Sequence[Record]:
        type_name = {"orders": "Order", "products": "Product"}.get(kind)
        return [
            {
                "id": place[1],
                "created_at": _moment(node.get("createdAt")),
                "processed_at": _moment(node.get("processedAt") or node.get("createdAt")),
                "updated_at": _moment(node.get("updatedAt")),
                "name": str(node.get("name", "")).lower(),
                "title": str(node.get("title", "")).lower(),
                "test": node.get("test", False),
                "status": "open",
                "source_name": str(node.get("sourceName", "")).lower(),
                "customer_id": None,
            }
            for place, node in self._nodes.items()
            if place and place[0] == type_name
        ]

    def node(self, type_name: str, number: int) -> Node | None:
        found = self._nodes.get((type_name, number))
        if found is None and type_name == "Refund":
            refunds = (refund for node in self._nodes.values() for refund in node.get("refunds") or [])
            return next((refund for refund in refunds if refund["id"] == gid("Refund", number)), None)
        return found


def as_node(type_name: str, wire: Mapping[str, Any]) -> dict[str, Any]:
    """A wire object as a node: fields of the schema can be selected, all others come anyway."""
    concrete = _concrete_type(type_name, wire)
    node: dict[str, Any] = {"__typename": concrete.name, UNSELECTED: wire}
    for name, field in concrete.fields.items():
        value = wire.get(name)
        type_ = get_named_type(field.type)
        if is_leaf_type(type_):
            node[name] = value
        elif value is None or (isinstance(type_, GraphQLUnionType) and not isinstance(value, Mapping)):
            node[name] = [] if _is_never_null_list(field.type) else None
        elif type_.name.endswith("Connection"):
            assert isinstance(type_, GraphQLObjectType)
            item = get_named_type(type_.fields["nodes"].type).name
            node[name] = [as_node(item, part) for part in value["nodes"]]
        elif isinstance(value, list):
            node[name] = [as_node(type_.name, part) for part in value]
        else:
            node[name] = as_node(type_.name, value)
    return node


def _is_never_null_list(type_: GraphQLOutputType) -> bool:
    """Connections and lists that the schema promises are empty where nothing was recorded."""
    if not isinstance(type_, GraphQLNonNull):
        return False
    return isinstance(type_.of_type, GraphQLList) or get_named_type(type_).name.endswith("Connection")


def _concrete_type(type_name: str, wire: Mapping[str, Any]) -> GraphQLObjectType:
    schema = admin_schema()
    if type_name == "Sale":
        type_name = _SALE_TYPES.get(str(wire.get("lineType")), "ProductSale")
    elif type_name == "SalesAgreement":
        type_name = _AGREEMENT_TYPES.get(str(wire.get("reason")), "OrderAgreement")
    elif type_name == "PricingValue":
        type_name = "PricingPercentageValue" if "percentage" in wire else "MoneyV2"
    elif isinstance(schema.type_map[type_name], GraphQLInterfaceType):
        type_name = "DiscountCodeApplication" if type_name == "DiscountApplication" else "CustomerVisit"
    found = schema.type_map[type_name]
    assert isinstance(found, GraphQLObjectType)
    return found


def _dated(row: Mapping[str, Any]) -> Wire:
    """Creation and update times in wire form; everything else keeps its name."""
    names = {"created_at": "createdAt", "updated_at": "updatedAt"}
    return {names.get(key, key): moment(value) if key in names else value for key, value in row.items()}


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else _UNDATED


def _lines(path: Path) -> Iterable[Wire]:
    if not path.exists():
        return []
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
