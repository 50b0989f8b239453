"""Connections: forward and backward paging over a sorted list with opaque cursors."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.shopify.wire_errors import RefusedQueryError, wire_error

LARGEST_PAGE = 250

Place = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that a connection pages through.

    ``place`` gives an item's sort key, which a cursor remembers, so that an item that moved away does not shift the
    others; without it a cursor remembers the position. ``order`` names query, sort and filter: a cursor of another
    order is refused.
    """

    items: Sequence[Any]
    place: Callable[[Any], Place] | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Items ``start`` to ``end`` (exclusive) of a listing."""

    listing: Listing
    start: int
    end: int

    @property
    def items(self) -> Sequence[Any]:
        return self.listing.items[self.start : self.end]

    def cursor(self, index: int) -> str:
        """The opaque cursor of the item at ``index`` of the listing."""
        listing = self.listing
        place = [index] if listing.place is None else listing.place(listing.items[index])
        return base64.b64encode(orjson.dumps([listing.order, *place])).decode()

    def info(self) -> dict[str, Any]:
        """Every field of pageInfo."""
        filled = self.start < self.end
        return {
            "hasNextPage": self.end < len(self.listing.items),
            "hasPreviousPage": self.start > 0,
            "startCursor": self.cursor(self.start) if filled else None,
            "endCursor": self.cursor(self.end - 1) if filled else None,
        }


def page_size(arguments: Mapping[str, Any], path: Sequence[str] = ()) -> int:
    """The number of items that ``first`` or ``last`` asks for; raises RefusedQueryError."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is None) == (last is None):
        raise RefusedQueryError(wire_error("you must provide one of first or last", "BAD_REQUEST", path))
    size = int(first if first is not None else last or 0)
    if not 0 < size <= LARGEST_PAGE:
        raise RefusedQueryError(wire_error(f"first and last must be from 1 to {LARGEST_PAGE}", "BAD_REQUEST", path))
    return size


def page_of(listing: Listing, arguments: Mapping[str, Any]) -> Page:
    """The page that ``first``/``after`` or ``last``/``before`` ask for."""
    size = page_size(arguments)
    if arguments.get("reverse"):
        listing = Listing(listing.items[::-1], listing.place, f"{listing.order}:reverse")
    start, end = 0, len(listing.items)
    if after := arguments.get("after"):
        start = _index(listing, after, behind=True)
    if before := arguments.get("before"):
        end = _index(listing, before, behind=False)
    if arguments.get("first") is not None:
        end = min(end, start + size)
    else:
        start = max(start, end - size)
    return Page(listing, start, max(start, end))


def _index(listing: Listing, cursor: str, behind: bool) -> int:
    """The index of the first item behind the cursor's place, or at it."""
    refusal = RefusedQueryError(wire_error("Invalid cursor for current pagination sort.", "BAD_REQUEST"))
    try:
        order, *place = orjson.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError) as error:
        raise refusal from error
    if order != listing.order:
        raise refusal
    if listing.place is None:
        return min(int(place[0]) + behind, len(listing.items))
    descending = order.endswith(":reverse")
    low, high = 0, len(listing.items)
    while low < high:
        middle = (low + high) // 2
        here = list(listing.place(listing.items[middle]))
        passed = here > place if descending else here < place
        if passed or (behind and here == place):
            low = middle + 1
        else:
            high = middle
    return low
