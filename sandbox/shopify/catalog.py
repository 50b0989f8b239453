"""What a shop holds, as the root fields need it: searchable records and nodes by id."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from sandbox.shopify.paging import Listing
from sandbox.shopify.search import SearchField, compiled_search

Kind = Literal["orders", "customers", "products"]
Record = Mapping[str, Any]
Node = Mapping[str, Any]

LONGEST_LISTING = 25_000
"""A listing ends here, whatever there is beyond."""

_ORDER_FIELDS = {
    "id": SearchField("id", "number"),
    "created_at": SearchField("created_at", "time"),
    "processed_at": SearchField("processed_at", "time"),
    "updated_at": SearchField("updated_at", "time"),
    "name": SearchField("name", "text"),
    "test": SearchField("test", "boolean"),
    "status": SearchField("status", "text"),
    "source_name": SearchField("source_name", "text"),
    "customer_id": SearchField("customer_id", "number"),
}
_CUSTOMER_FIELDS = {
    "id": SearchField("id", "number"),
    "created_at": SearchField("created_at", "day"),
    "updated_at": SearchField("updated_at", "day"),
}
_PRODUCT_FIELDS = {
    "id": SearchField("id", "number"),
    "created_at": SearchField("created_at", "time"),
    "updated_at": SearchField("updated_at", "time"),
    "title": SearchField("title", "text"),
}
SEARCH_FIELDS: Mapping[Kind, tuple[tuple[str, SearchField], ...]] = {
    "orders": tuple(_ORDER_FIELDS.items()),
    "customers": tuple(_CUSTOMER_FIELDS.items()),
    "products": tuple(_PRODUCT_FIELDS.items()),
}

_SORT_KEYS = {
    "CREATED_AT": "created_at",
    "UPDATED_AT": "updated_at",
    "PROCESSED_AT": "processed_at",
    "TITLE": "title",
}


class Catalog(Protocol):
    """The shop as of one moment."""

    @property
    def listings(self) -> dict[tuple[str, str, str, bool], Listing]:
        """Where sorted and filtered listings are kept between pages."""

    def shop(self) -> Node: ...

    def records(self, kind: Kind) -> Sequence[Record]:
        """Searchable records: ``id`` and the keys of SEARCH_FIELDS."""

    def node(self, type_name: str, number: int) -> Node | None:
        """An order, customer, product, variant, refund, line or transaction by its numeric id."""


def matching(
    catalog: Catalog, kind: Kind, query: str | None, sort_key: str, recent: Any = None
) -> dict[int, list[Any]]:
    """The matching records in order: their ids, with the place of each. ``recent`` as in ``listing``."""
    matches = compiled_search(query or "", SEARCH_FIELDS[kind])
    sort_field = _SORT_KEYS.get(sort_key)
    chosen: dict[int, list[Any]] = {
        record["id"]: [_sortable(record[sort_field]), record["id"]] if sort_field else [record["id"]]
        for record in catalog.records(kind)
        if (recent is None or record["created_at"] >= recent) and matches(record)
    }
    return dict(sorted(chosen.items(), key=lambda item: item[1]))


def listing(catalog: Catalog, kind: Kind, query: str | None, sort_key: str, recent: Any = None) -> Listing:
    """Ids of the matching records, sorted. With ``recent`` (aware) only what was created since then exists."""
    place = (kind, query or "", sort_key, recent is not None)
    if place not in catalog.listings:
        chosen = matching(catalog, kind, query, sort_key, recent)
        catalog.listings[place] = Listing(list(chosen)[:LONGEST_LISTING], chosen.__getitem__, "|".join(map(str, place)))
    return catalog.listings[place]


def _sortable(value: Any) -> Any:
    """Times as text of fixed form, since a cursor carries them."""
    return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else value
