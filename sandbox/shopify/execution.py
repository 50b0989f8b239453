"""One request against a shop: cost, scopes, root fields, answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, graphql_sync

from sandbox.shopify.bucket import Bucket
from sandbox.shopify.bulk_desk import BulkDesk
from sandbox.shopify.bulk_query import BulkQuery, Line
from sandbox.shopify.catalog import Catalog, Kind, listing, matching
from sandbox.shopify.cost import requested_cost
from sandbox.shopify.documents import admin_schema, checked_document, coerced_variables, root_type
from sandbox.shopify.identifiers import gid, parse_gid
from sandbox.shopify.projection import Run, root_fields
from sandbox.shopify.wire_errors import WireError, access_denied, not_approved

ALL_SCOPES = frozenset(
    {"read_orders", "read_all_orders", "read_customers", "read_products", "read_inventory", "read_reports"}
)
HISTORY_WITHOUT_ALL_ORDERS = timedelta(days=60)

_SCOPE_OF_ROOT = {
    "order": "read_orders",
    "orders": "read_orders",
    "ordersCount": "read_orders",
    "refund": "read_orders",
    "customer": "read_customers",
    "customers": "read_customers",
    "customersCount": "read_customers",
    "product": "read_products",
    "products": "read_products",
    "productsCount": "read_products",
    "productVariant": "read_products",
}
_SCOPE_OF_FIELD = {
    ("Order", "customer"): "read_customers",
    ("Order", "email"): "read_customers",
    ("Order", "phone"): "read_customers",
    ("Order", "billingAddress"): "read_customers",
    ("Order", "shippingAddress"): "read_customers",
    ("Customer", "defaultEmailAddress"): "read_customers",
    ("Customer", "defaultAddress"): "read_customers",
    ("InventoryItem", "unitCost"): "read_inventory",
}
_TYPE_OF_ROOT = {
    "order": "Order",
    "refund": "Refund",
    "customer": "Customer",
    "product": "Product",
    "productVariant": "ProductVariant",
}
_SCOPE_OF_TYPE = {
    "Order": "read_orders",
    "Refund": "read_orders",
    "LineItem": "read_orders",
    "OrderTransaction": "read_orders",
    "Customer": "read_customers",
    "Product": "read_products",
    "ProductVariant": "read_products",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks: the shop's catalog, what the token may read, its bucket and its bulk operations.

    ``withheld`` are fields, by type and name, that the app is not approved for whatever its scopes. The files of bulk
    operations are fetched below ``files_url``.
    """

    catalog: Catalog
    scopes: frozenset[str]
    withheld: frozenset[tuple[str, str]]
    bucket: Bucket
    bulk: BulkDesk
    now: datetime
    files_url: str

    @property
    def oldest_order(self) -> datetime | None:
        """Without ``read_all_orders`` older orders do not exist for the app."""
        return None if "read_all_orders" in self.scopes else self.now - HISTORY_WITHOUT_ALL_ORDERS

    @property
    def denied(self) -> frozenset[tuple[str, str]]:
        """The fields, by type and name, that the token may not read."""
        beyond_scopes = {place for place, scope in _SCOPE_OF_FIELD.items() if scope not in self.scopes}
        return self.withheld | beyond_scopes


def execute(access: Access, text: str, given: Mapping[str, Any], operation_name: str | None) -> dict[str, Any]:
    """The answer's body; raises RefusedQueryError when the query is refused as a whole."""
    document = checked_document(text)
    operation = document.operation(operation_name)
    variables = coerced_variables(operation, given)
    if _asks_for_the_schema(operation):
        return dict(graphql_sync(admin_schema(), text, variable_values=dict(given)).formatted)
    fields = root_fields(document, operation, variables)
    requested = requested_cost(document, operation, variables)
    access.bucket.take(requested)
    denied = access.denied
    run = Run(variables, access.catalog.node, denied)
    data: dict[str, Any] = {}
    errors: list[WireError] = []
    try:
        for field in fields:
            scope = _SCOPE_OF_ROOT.get(field.name)
            if scope and scope not in access.scopes:
                data[field.key] = None
                errors.append(access_denied(field.name, scope, [field.key]))
                continue
            value = (
                root_type(operation).name
                if field.name == "__typename"
                else _root_value(access, field.name, field.arguments(variables))
            )
            data[field.key] = value if field.project is None else field.project(value, run)
    except BaseException:
        access.bucket.settle(requested, 0)
        raise
    errors += _denied_fields(access, run, data)
    answer: dict[str, Any] = {"data": data, "extensions": {"cost": access.bucket.settle(requested, run.cost)}}
    return {"errors": errors, **answer} if errors else answer


def _asks_for_the_schema(operation: OperationDefinitionNode) -> bool:
    nodes = operation.selection_set.selections
    return any(isinstance(node, FieldNode) and node.name.value in ("__schema", "__type") for node in nodes)


def _root_value(access: Access, name: str, arguments: Mapping[str, Any]) -> Any:
    """The value of a top-level field, ready to be projected."""
    if name == "shop":
        return access.catalog.shop()
    if name == "currentAppInstallation":
        return {
            "__typename": "AppInstallation",
            "id": gid("AppInstallation", 1),
            "accessScopes": [
                {"__typename": "AccessScope", "handle": scope, "description": scope.replace("_", " ").capitalize()}
                for scope in sorted(access.scopes)
            ],
        }
    if name == "bulkOperationRunQuery":
        return access.bulk.run(arguments["query"], lambda query: _bulk_lines(access, query), access.now)
    if name == "bulkOperationCancel":
        return access.bulk.cancel(_bulk_number(arguments["id"]), access.now)
    if name == "bulkOperation":
        return access.bulk.look(_bulk_number(arguments["id"]), access.now, access.files_url)
    if name == "node":
        return _by_gid(access, arguments["id"], None)
    if name == "nodes":
        return [_by_gid(access, identifier, None) for identifier in arguments["ids"]]
    if name in _TYPE_OF_ROOT:
        return _by_gid(access, arguments["id"], _TYPE_OF_ROOT[name])
    kind = name.removesuffix("Count")
    recent = access.oldest_order if kind == "orders" else None
    found = listing(access.catalog, kind, arguments.get("query"), arguments.get("sortKey", "ID"), recent)  # type: ignore[arg-type]
    if name == kind:
        return found
    limit = arguments.get("limit") or len(found.items)
    exact = len(found.items) <= limit
    return {
        "__typename": "Count",
        "count": len(found.items) if exact else limit,
        "precision": "EXACT" if exact else "AT_LEAST",
    }


def _bulk_number(identifier: str) -> int:
    parsed = parse_gid(identifier)
    return parsed[1] if parsed and parsed[0] == "BulkOperation" else 0


def _bulk_lines(access: Access, query: BulkQuery) -> list[list[Line]] | None:
    """What a bulk query asks for, of any length; None where the token may not read it."""
    if _SCOPE_OF_ROOT[query.kind] not in access.scopes or query.denied(access.denied):
        return None
    kind: Kind = query.kind  # type: ignore[assignment]
    asked, recent = query.arguments, access.oldest_order if kind == "orders" else None
    ids = list(matching(access.catalog, kind, asked.get("query"), asked.get("sortKey", "ID"), recent))
    return list(query.lines(ids[::-1] if asked.get("reverse") else ids, access.catalog.node))


def _by_gid(access: Access, identifier: str, wanted: str | None) -> Mapping[str, Any] | None:
    parsed = parse_gid(identifier)
    if parsed is None or (wanted and parsed[0] != wanted):
        return None
    type_name, number = parsed
    if _SCOPE_OF_TYPE.get(type_name, "") not in access.scopes:
        return access.catalog.shop() if type_name == "Shop" else None
    if type_name == "Order" and access.oldest_order and number not in _recent_orders(access):
        return None
    return access.catalog.node(type_name, number)


def _recent_orders(access: Access) -> Sequence[int]:
    return listing(access.catalog, "orders", None, "ID", access.oldest_order).items


def _denied_fields(access: Access, run: Run, data: Any) -> Iterator[WireError]:
    """One error for each place in ``data`` where a field was refused."""
    lacking = {field: scope for (_, field), scope in _SCOPE_OF_FIELD.items() if scope not in access.scopes}
    for path in sorted(run.denied_paths):
        field = path[-1]
        for place in _occurrences(data, path):
            yield access_denied(field, lacking[field], place) if field in lacking else not_approved(field, place)


def _occurrences(value: Any, path: tuple[str, ...], before: tuple[str | int, ...] = ()) -> Iterator[list[str | int]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _occurrences(item, path, (*before, index))
    elif isinstance(value, dict) and len(path) > 1:
        yield from _occurrences(value.get(path[0]), path[1:], (*before, path[0]))
    elif isinstance(value, dict):
        yield [*before, path[0]]
