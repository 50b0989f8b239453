"""Searching, sorting and paging."""

from collections.abc import Iterator

import pytest

from tests.sandbox.shopify.shop_server import ask, names, refusal, serve_shops
from tests.sandbox_server import SandboxServer

PAGE = """query(
  $first: Int, $after: String, $last: Int, $before: String, $q: String, $sort: OrderSortKeys = ID, $r: Boolean
) {
  orders(first: $first, after: $after, last: $last, before: $before, query: $q, sortKey: $sort, reverse: $r) {
    nodes { name } edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["#1001", "#1002", "#1003", "#1004"]),
        ("updated_at:>='2026-03-08T10:00:00Z'", ["#1002", "#1003", "#1004"]),
        ("updated_at:>='2026-03-08T10:00:00Z' AND updated_at:<'2026-03-10T10:00:00Z'", ["#1003"]),
        ("updated_at:>'2026-03-08T12:00:00+02:00' updated_at:<=2026-03-10T10:00:00Z", ["#1002"]),
        ("created_at:2026-03-03", ["#1002"]),
        ("processed_at:<'2026-03-03T10:00:00Z'", ["#1001"]),
        ("id:1001 OR id:1003", ["#1001", "#1003"]),
        ("id:>1002", ["#1003", "#1004"]),
        ("-test:true", ["#1001", "#1002", "#1003"]),
        ("test:true", ["#1004"]),
        ("status:any AND NOT (id:1001 OR id:1002)", ["#1003", "#1004"]),
        ("name:#1002", ["#1002"]),
        ("customer_id:1", ["#1001", "#1003"]),
        ("nonsense:1", ["#1001", "#1002", "#1003", "#1004"]),
    ],
)
def test_a_search_finds(server: SandboxServer, search: str, expected: list[str]) -> None:
    assert names(ask(server, PAGE, {"first": 10, "q": search})) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("UPDATED_AT", ["#1001", "#1003", "#1002", "#1004"]),
        ("CREATED_AT", ["#1001", "#1002", "#1003", "#1004"]),
        ("PROCESSED_AT", ["#1001", "#1002", "#1003", "#1004"]),
    ],
)
def test_sorting_by_time(server: SandboxServer, sort: str, expected: list[str]) -> None:
    assert names(ask(server, PAGE, {"first": 10, "sort": sort})) == expected
    assert names(ask(server, PAGE, {"first": 10, "sort": sort, "r": True})) == expected[::-1]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("sort", ["UPDATED_AT", "ID"])
def test_pages_forward_hold_everything_once(server: SandboxServer, size: int, sort: str) -> None:
    seen: list[str] = []
    after = None
    while True:
        orders = ask(server, PAGE, {"first": size, "after": after, "sort": sort})["orders"]
        seen += [node["name"] for node in orders["nodes"]]
        assert orders["pageInfo"]["endCursor"] == orders["edges"][-1]["cursor"]
        after = orders["pageInfo"]["endCursor"]
        if not orders["pageInfo"]["hasNextPage"]:
            break
    assert sorted(seen) == ["#1001", "#1002", "#1003", "#1004"]


def test_pages_backward(server: SandboxServer) -> None:
    last = ask(server, PAGE, {"last": 1})["orders"]
    assert names({"orders": last}) == ["#1004"]
    before = ask(server, PAGE, {"last": 2, "before": last["pageInfo"]["startCursor"]})["orders"]
    assert names({"orders": before}) == ["#1002", "#1003"]
    assert before["pageInfo"]["hasPreviousPage"]


def test_a_cursor_belongs_to_its_search(server: SandboxServer) -> None:
    cursor = ask(server, PAGE, {"first": 1})["orders"]["pageInfo"]["endCursor"]
    error = refusal(server, PAGE, {"first": 1, "after": cursor, "sort": "UPDATED_AT"})
    assert "Invalid cursor" in error["message"]


def test_customers_are_searched_by_whole_days(server: SandboxServer) -> None:
    query = "query($q: String) { customers(first: 5, query: $q) { nodes { id updatedAt } } }"
    found = ask(server, query, {"q": "updated_at:>='2026-03-08T23:00:00Z'"})["customers"]["nodes"]
    assert found == [{"id": "gid://shopify/Customer/1", "updatedAt": "2026-03-08T10:00:00Z"}]
    assert ask(server, query, {"q": "updated_at:>='2026-03-09'"})["customers"]["nodes"] == []


def test_nested_connections_page(server: SandboxServer) -> None:
    query = """query($after: String) { order(id: "gid://shopify/Order/1001") {
      lineItems(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    first = ask(server, query)["order"]["lineItems"]
    assert first["pageInfo"]["hasNextPage"]
    second = ask(server, query, {"after": first["pageInfo"]["endCursor"]})["order"]["lineItems"]
    assert [node["id"] for node in first["nodes"] + second["nodes"]] == [
        f"gid://shopify/LineItem/{n}" for n in (1, 2, 3)
    ]
    assert not second["pageInfo"]["hasNextPage"]


def test_counts(server: SandboxServer) -> None:
    data = ask(
        server,
        '{ a: ordersCount(query: "test:false") { count precision } b: ordersCount(limit: 2) { count precision } }',
    )
    assert data == {"a": {"count": 3, "precision": "EXACT"}, "b": {"count": 2, "precision": "AT_LEAST"}}


@pytest.mark.parametrize(
    ("gid", "type_name"),
    [
        ("gid://shopify/Order/1001", "Order"),
        ("gid://shopify/Refund/91", "Refund"),
        ("gid://shopify/Customer/1", "Customer"),
        ("gid://shopify/Product/11", "Product"),
        ("gid://shopify/ProductVariant/110", "ProductVariant"),
        ("gid://shopify/LineItem/2", "LineItem"),
        ("gid://shopify/OrderTransaction/1", "OrderTransaction"),
        ("gid://shopify/Shop/501", "Shop"),
    ],
)
def test_a_node_is_found_by_its_id(server: SandboxServer, gid: str, type_name: str) -> None:
    data = ask(server, "query($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id]) { id } }", {"id": gid})
    assert data == {"node": {"__typename": type_name, "id": gid}, "nodes": [{"id": gid}]}


@pytest.mark.parametrize("gid", ["gid://shopify/Order/2001", "gid://shopify/Order/9", "nonsense"])
def test_what_is_not_of_this_shop_is_null(server: SandboxServer, gid: str) -> None:
    assert ask(server, "query($id: ID!) { node(id: $id) { id } }", {"id": gid}) == {"node": None}
