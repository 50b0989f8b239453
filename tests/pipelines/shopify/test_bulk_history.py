"""History by bulk operations: the same rows as page by page, whatever Shopify makes of the operations."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from pipelines.loading.errors import PermanentError, RateLimitError, TransientError
from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE, order_history
from pipelines.shopify.errors import BULK_RULES
from sandbox import shopify
from sandbox.market.generated import generate_market
from tests.pipelines.shopify.held_rows import HeldRows, Row, shop_connection
from tests.quick import first_quick
from tests.sandbox_server import SandboxServer, serve_market

WORKSPACE = "demo-1"
START = date(2026, 1, 5)
NOW = datetime(2026, 2, 14, 14, 30, tzinfo=UTC)
CODES_OF_FAILED = ("TIMEOUT", "INTERNAL_SERVER_ERROR", "ACCESS_DENIED")
STATUSES = ("COMPLETED", "CANCELED", "EXPIRED")
FILES = "/shopify-bulk-files/"


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=START, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW, twins=[shopify.routes]) as served:
        yield served


@pytest.fixture(scope="module")
def by_pages(server: SandboxServer) -> Mapping[str, list[Row]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_history, "BULK_FROM", 10**9)
        return read(server).everything()


@pytest.fixture(autouse=True)
def untroubled(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.context.faults.clear()
    plan(server)
    monkeypatch.setattr("pipelines.shopify.bulk.files.wait_random_exponential", lambda **_: lambda _: 0.0)
    monkeypatch.setattr("pipelines.shopify.bulk.operations.PAUSES", (0.0, 0.0))
    monkeypatch.setattr(order_history, "BULK_FROM", 20)


def plan(server: SandboxServer, *faults: Mapping[str, Any]) -> None:
    asked = {"workspace_id": WORKSPACE, "faults": list(faults)}
    httpx.post(f"{server.url}/_sandbox/shopify/bulk", json=asked).raise_for_status()


def held_rows(server: SandboxServer) -> HeldRows:
    return HeldRows(shop_connection(server, WORKSPACE, streams_off=["customers", "products"]))


def read(server: SandboxServer, window: SyncWindow | None = None) -> HeldRows:
    held = held_rows(server)
    held.sync(server, window)
    return held


def requests(server: SandboxServer, path: str) -> int:
    return sum(count for seen, count in server.context.faults.requests.items() if path in seen)


def test_bulk_and_pages_give_the_same_rows_and_bulk_asks_less(
    server: SandboxServer, by_pages: Mapping[str, list[Row]]
) -> None:
    held = read(server)
    assert held.everything() == by_pages
    assert held.cursors["orders"]["history"] is None
    # Two pieces of two operations each, which are started and looked at; the shop, counts, and the parts of refunds.
    assert requests(server, FILES) == 4
    assert requests(server, "graphql") <= 2 * 2 * 2 + 1 + 6 + len(held.rows("refunds")) // 15 + 2


@pytest.mark.parametrize("order", ["children first", "shuffled"])
def test_lines_in_any_order_make_the_same_rows(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], order: str
) -> None:
    plan(server, {"order": order}, {"order": order})
    assert read(server).everything() == by_pages


@pytest.mark.parametrize(
    ("fault", "starts"),
    first_quick(
        [
            ({"status": "CANCELED", "partial": True}, 2),
            ({"status": "EXPIRED"}, 2),
            ({"empty": True}, 2),
            ({"dead_urls": 1}, 1),
            ({"dead_urls": 2}, 2),
            ({"status": "FAILED", "error_code": "TIMEOUT", "partial": True}, 2),
            ({"status": "FAILED", "error_code": "INTERNAL_SERVER_ERROR"}, 2),
            ({"status": "FAILED", "error_code": "ACCESS_DENIED"}, 1),
            ({"looks": 2}, 1),
        ],
        quick=2,
    ),
)
def test_an_operation_that_ends_badly_is_made_good(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], fault: Mapping[str, Any], starts: int
) -> None:
    plan(server, fault)
    held = read(server)
    assert held.everything() == by_pages
    assert held.cursors["orders"]["history"] is None


def test_every_row_of_the_table_is_provoked_here() -> None:
    others = {"CREATED", "RUNNING", "CANCELING", "LIMIT_REACHED", "OPERATION_IN_PROGRESS", "INVALID"}
    assert {*STATUSES, *CODES_OF_FAILED, *others} == set(BULK_RULES)


def test_an_operation_that_is_lost_again_and_again_is_replaced_by_pages(
    server: SandboxServer, by_pages: Mapping[str, list[Row]]
) -> None:
    plan(server, *({"status": "CANCELED"} for _ in range(6)))
    assert read(server).everything() == by_pages
    assert requests(server, FILES) <= 2


def test_a_long_operation_parks_the_connection_and_the_next_run_goes_on_with_it(
    server: SandboxServer, by_pages: Mapping[str, list[Row]]
) -> None:
    plan(server, {"looks": 4})
    held = held_rows(server)
    with pytest.raises(RateLimitError, match="still writing"):
        held.sync(server)
    operations = held.cursors["orders"]["history"]["operations"]
    assert set(operations) == {"BulkOrders", "BulkLedger"}
    assert not held.rows("orders")
    plan(server, *({"refused": "LIMIT_REACHED"} for _ in range(9)))
    try:
        held.sync(server, SyncWindow(NOW + timedelta(minutes=5)))
    except RateLimitError as parked:
        # What lies before the piece that was under way needs operations of its own.
        assert "LIMIT_REACHED" in str(parked)
    plan(server)
    held.sync(server, SyncWindow(NOW + timedelta(minutes=10)))
    assert held.everything() == by_pages


@pytest.mark.parametrize(
    ("code", "error"),
    [("LIMIT_REACHED", RateLimitError), ("OPERATION_IN_PROGRESS", RateLimitError), ("INVALID", PermanentError)],
)
def test_an_operation_that_is_refused(server: SandboxServer, code: str, error: type[Exception]) -> None:
    plan(server, {"refused": code})
    with pytest.raises(error, match=code):
        read(server)


def test_a_file_that_is_cut_off_is_fetched_again_and_never_loaded_in_part(server: SandboxServer) -> None:
    plan(server, {"cut": 100})
    held = held_rows(server)
    with pytest.raises(TransientError, match="a part of the shop's history"):
        held.sync(server)
    assert requests(server, FILES) == 4
    assert not held.rows("orders")


@pytest.mark.parametrize("times", [1, 9], ids=["once", "always"])
def test_a_file_that_lacks_objects_is_written_anew_and_never_loaded(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], times: int
) -> None:
    plan(server, *[{"lost": 1}] * times)
    assert read(server).everything() == by_pages


@pytest.mark.parametrize("fault", [{"kind": "truncate"}, {"kind": "disconnect"}, {"status": 503}])
def test_a_download_that_breaks_off_is_begun_again(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], fault: Mapping[str, Any]
) -> None:
    server.plan_fault(match=FILES, **fault)
    assert read(server).everything() == by_pages


def test_the_newest_days_come_first_and_a_killed_run_repeats_no_finished_slice(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_history, "SLICE_ORDERS", 30)
    held = held_rows(server)
    for piece in SOURCE.extract(held.connection, held.cursors, SyncWindow(NOW)):
        held.lay(piece)
        if len(held.rows("orders")) >= 30:
            break
    assert min(row["processed_at"] for row in held.rows("orders")) > (NOW - timedelta(days=31)).isoformat()
    before = {row["order_id"] for row in held.rows("orders")}
    server.context.faults.clear()
    again = [row["order_id"] for piece in held.sync(server) for row in piece.rows.get("orders", ())]
    changed = {
        row["order_id"] for row in held.rows("orders") if row["updated_at"] > (NOW - timedelta(minutes=20)).isoformat()
    }
    assert before & set(again) <= changed
    assert held.everything() == by_pages


def test_a_history_that_is_to_go_deeper_comes_by_bulk_too(
    server: SandboxServer, by_pages: Mapping[str, list[Row]]
) -> None:
    streams_off = ["customers", "products"]
    held = HeldRows(shop_connection(server, WORKSPACE, streams_off=streams_off, backfill_days=5))
    held.sync(server)
    assert 0 < len(held.rows("orders")) < len(by_pages["orders"])
    held.connection = shop_connection(server, WORKSPACE, streams_off=streams_off)
    held.sync(server)
    assert held.everything() == by_pages
    assert held.cursors["orders"]["watermark"] == (NOW - timedelta(minutes=5)).isoformat()


def test_what_changes_while_an_operation_waits_is_read_again(server: SandboxServer) -> None:
    later = NOW + timedelta(days=5)
    plan(server, {"looks": 4})
    held = held_rows(server)
    try:
        with pytest.raises(RateLimitError):
            held.sync(server)
        server.set_now(later)
        plan(server)
        held.sync(server, SyncWindow(later))
        fresh = read(server, SyncWindow(later))
    finally:
        server.set_now(NOW)
    assert held.everything() == fresh.everything()


def test_days_asked_for_come_by_bulk_too_and_leave_the_watermark(
    server: SandboxServer, by_pages: Mapping[str, list[Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_history, "BULK_FROM", 5)
    held = read(server)
    before = held.cursors["orders"]["watermark"]
    window = SyncWindow(NOW, since=date(2026, 1, 10), until=date(2026, 2, 20))
    asked = [row["order_id"] for piece in held.sync(server, window) for row in piece.rows.get("orders", ())]
    assert len(asked) == len(set(asked)) > 50
    assert held.everything() == by_pages
    assert held.cursors["orders"]["watermark"] <= before
    assert held.cursors["orders"]["asked"] is None
