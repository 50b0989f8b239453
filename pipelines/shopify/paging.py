"""Lists read to their end: pages that shrink when they must, and nested connections that went on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipelines.loading.errors import PermanentError, ShrinkError
from pipelines.loading.page_trail import PageTrail
from pipelines.shopify.client import AdminClient
from pipelines.shopify.errors import DisturbedError
from pipelines.shopify.fields import Node

LARGEST_PAGE = 250
LARGEST_COST = 1000
FIRST_PAGE = 5


class PageSize:
    """How many objects a page of an operation asks for: as many as its price allows."""

    def __init__(self, client: AdminClient, operation: str) -> None:
        self._client = client
        self._operation = operation
        self.size = FIRST_PAGE
        self._ceiling = LARGEST_PAGE

    def grow(self) -> None:
        """Grows to what the last price leaves room for."""
        cost = self._client.requested_cost(self._operation)
        if cost:
            self.size = max(1, min(self._ceiling, int(LARGEST_COST / cost * self.size)))

    def shrink(self, error: Exception) -> None:
        """Halves for good; raises PermanentError when even one object is too much."""
        if self.size == 1:
            raise PermanentError(f"Even a single object is too much for Shopify: {error}") from error
        self.size = self._ceiling = self.size // 2


def pages(
    client: AdminClient, operation: str, root: str, page_size: PageSize, variables: Mapping[str, Any]
) -> Iterator[list[Node]]:
    """The pages of a top-level connection, each with its nodes; raises SourceError."""
    after: str | None = None
    trail = PageTrail("Shopify")
    while True:
        try:
            data = client.run(operation, {**variables, "first": page_size.size, "after": after})
        except (ShrinkError, DisturbedError) as error:
            page_size.shrink(error)
            continue
        page_size.grow()
        connection = data[root]
        yield connection["nodes"]
        after = next_cursor(connection, trail, connection["nodes"])
        if after is None:
            return


def drained(connection: Mapping[str, Any] | None, read_on: Callable[[str], Mapping[str, Any] | None]) -> list[Node]:
    """All nodes of a nested connection: those at hand, then what ``read_on(cursor)`` brings until the end."""
    nodes: list[Node] = []
    trail = PageTrail("Shopify")
    while connection:
        nodes += connection["nodes"]
        after = next_cursor(connection, trail)
        if after is None:
            break
        connection = read_on(after)
    return nodes


def goes_on(connection: Mapping[str, Any] | None) -> bool:
    """Whether a connection has more pages."""
    return bool(connection and (connection.get("pageInfo") or {}).get("hasNextPage"))


def next_cursor(connection: Mapping[str, Any], trail: PageTrail, nodes: Sequence[Node] = ()) -> str | None:
    """The cursor of the next page, None after the last; raises PermanentError for pages that go in a circle.

    ``nodes`` are given where two pages can never hold the same.
    """
    return trail.go_on(connection["pageInfo"].get("endCursor"), nodes) if goes_on(connection) else None
