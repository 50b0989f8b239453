"""What the next run knows of the last one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE
from pipelines.shopify.windows import asked_days, change_window, still_waited_for, time_filter
from sandbox.shopify.execution import ALL_SCOPES
from tests.pipelines.shopify.held_rows import HeldRows, shop_connection
from tests.sandbox.shopify.order_parts import at
from tests.sandbox.shopify.shop_server import serve_shops, set_scopes
from tests.sandbox.shopify.small_shops import NOON
from tests.sandbox_server import SandboxServer


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def read_orders(slices: list[Any]) -> list[str]:
    return sorted(row["order_id"] for piece in slices for row in piece.rows.get("orders", ()))


def test_the_watermark_stays_five_minutes_behind_the_run(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    held.sync(server)
    assert held.cursors["orders"]["watermark"] == (NOON - timedelta(minutes=5)).isoformat()


def test_the_next_run_reads_ten_minutes_again(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    server.set_now(at(4, 10, 14))
    held.sync(server)
    server.set_now(at(4, 10, 15))
    assert read_orders(held.sync(server)) == ["1001"]
    server.set_now(at(4, 10, 16))
    assert read_orders(held.sync(server)) == ["1001"]
    server.set_now(at(4, 10, 40))
    held.sync(server)
    server.set_now(at(4, 10, 41))
    assert read_orders(held.sync(server)) == []


def test_an_interrupted_first_load_goes_on_where_it_stopped(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.shopify.order_history.SLICE_ORDERS", 1)
    monkeypatch.setattr("pipelines.shopify.paging.FIRST_PAGE", 1)
    monkeypatch.setattr("pipelines.shopify.paging.LARGEST_PAGE", 1)
    held = HeldRows(shop_connection(server))
    for piece in SOURCE.extract(held.connection, {}, SyncWindow(NOON)):
        held.lay(piece)
        if len(held.rows("orders")) == 2:
            break
    assert [row["order_id"] for row in held.rows("orders")] == ["1003", "1004"]
    assert held.cursors["orders"]["history"]["until"] == (at(5) + timedelta(seconds=1)).isoformat()
    assert read_orders(held.sync(server)) == ["1001", "1002", "1003"]
    assert held.cursors["orders"]["history"] is None
    assert len(held.rows("orders")) == 4


def test_a_listing_that_would_end_too_early_is_started_anew(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.shopify.order_history.LONGEST_LISTING", 2)
    monkeypatch.setattr("pipelines.shopify.changed_objects.LONGEST_LISTING", 1)
    monkeypatch.setattr("pipelines.shopify.paging.FIRST_PAGE", 1)
    monkeypatch.setattr("pipelines.shopify.paging.LARGEST_PAGE", 1)
    held = HeldRows(shop_connection(server))
    held.sync(server)
    assert [row["order_id"] for row in held.rows("orders")] == ["1001", "1002", "1003", "1004"]
    assert [row["product_id"] for row in held.rows("products")] == ["11", "12"]


def test_an_unready_journey_is_asked_for_again(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    held.sync(server)
    assert held.cursors["orders"]["unready"] == {"1004": "2026-03-20T11:00:01Z"}
    server.set_now(NOON + timedelta(minutes=40))
    assert read_orders(held.sync(server)) == []
    assert held.cursors["orders"]["unready"] == {"1004": "2026-03-20T11:00:01Z"}
    server.set_now(NOON + timedelta(hours=1, minutes=5))
    assert read_orders(held.sync(server)) == ["1004"]
    assert held.cursors["orders"]["unready"] == {}
    (order,) = held.rows("orders", order_id="1004")
    assert (order["journey_ready"], order["journey_moments"]) == (True, 1)
    assert len(held.rows("visits", order_id="1004")) == 1


def test_days_asked_for_are_read_without_moving_the_watermark(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    held.sync(server)
    before = held.cursors["orders"]["watermark"]
    window = SyncWindow(NOON, since=date(2026, 3, 3), until=date(2026, 3, 5))
    assert read_orders(held.sync(server, window)) == ["1002", "1003"]
    assert held.cursors["orders"]["watermark"] == before


def test_backfill_days_limit_the_first_load(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server, backfill_days=11))
    assert read_orders(held.sync(server)) == ["1002", "1004"]


def test_more_backfill_days_deepen_the_history_once(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server, backfill_days=11))
    held.sync(server)
    held.connection = shop_connection(server, backfill_days=90)
    held.sync(server)
    assert len(held.rows("orders")) == 4
    held.connection = shop_connection(server)
    held.sync(server)
    server.set_now(NOON + timedelta(hours=2))
    assert set(read_orders(held.sync(server))) <= {"1004"}


def test_a_history_that_is_under_way_deepens_too(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.shopify.order_history.SLICE_ORDERS", 1)
    monkeypatch.setattr("pipelines.shopify.paging.FIRST_PAGE", 1)
    monkeypatch.setattr("pipelines.shopify.paging.LARGEST_PAGE", 1)
    held = HeldRows(shop_connection(server, backfill_days=11))
    for piece in SOURCE.extract(held.connection, {}, SyncWindow(NOON)):
        held.lay(piece)
        if held.rows("orders"):
            break
    held.connection = shop_connection(server)
    held.sync(server)
    assert len(held.rows("orders")) == 4
    assert held.cursors["orders"]["history"] is None


def test_what_a_new_scope_shows_is_read_once(server: SandboxServer) -> None:
    later = NOON + timedelta(days=50)
    server.set_now(later)
    set_scopes(server, *ALL_SCOPES - {"read_all_orders"})
    held = HeldRows(shop_connection(server))
    slices = held.sync(server)
    assert read_orders(slices) == ["1004"]
    assert {reach.goal for piece in slices for reach in piece.reach.values()} == {(later - timedelta(days=60)).date()}
    set_scopes(server, *ALL_SCOPES)
    assert read_orders(held.sync(server)) == ["1001", "1002", "1003", "1004"]
    assert read_orders(held.sync(server)) == []


def test_what_was_hidden_for_a_while_is_read_again(server: SandboxServer) -> None:
    server.set_now(NOON + timedelta(days=50))
    held = HeldRows(shop_connection(server))
    held.sync(server)
    set_scopes(server, *ALL_SCOPES - {"read_all_orders"})
    assert read_orders(held.sync(server)) == []
    set_scopes(server, *ALL_SCOPES)
    assert read_orders(held.sync(server)) == ["1001", "1002", "1003", "1004"]


def test_a_cursor_of_an_earlier_version_counts_as_what_is_wanted_when_it_is_met(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server, backfill_days=11))
    held.sync(server)
    del held.cursors["orders"]["depth"]
    server.set_now(NOON + timedelta(days=1))
    assert set(read_orders(held.sync(server))) <= {"1004"}
    held.connection = shop_connection(server)
    held.sync(server)
    assert len(held.rows("orders")) == 4


def test_products_are_read_whole_once_a_day_and_by_change_between(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))

    def products() -> int:
        return sum(len(piece.rows.get("products", ())) for piece in held.sync(server))

    assert products() == 2
    server.set_now(NOON + timedelta(hours=1))
    assert products() == 0
    server.set_now(NOON + timedelta(hours=25))
    assert products() == 2


def test_an_interrupted_pass_goes_on_behind_its_last_id(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.shopify.changed_objects.SLICE_OBJECTS", 1)
    monkeypatch.setattr("pipelines.shopify.paging.FIRST_PAGE", 1)
    monkeypatch.setattr("pipelines.shopify.paging.LARGEST_PAGE", 1)
    held = HeldRows(shop_connection(server))
    for piece in SOURCE.extract(held.connection, {}, SyncWindow(NOON)):
        held.lay(piece)
        if held.rows("products"):
            break
    assert held.cursors["products"]["after_id"] == "11"
    server.set_now(NOON + timedelta(hours=1))
    again = [row["product_id"] for piece in held.sync(server) for row in piece.rows.get("products", ())]
    assert again == ["12"]
    assert held.cursors["products"]["watermark"] == (NOON - timedelta(minutes=5)).isoformat()


def test_a_window_is_half_open_and_covers_the_moment_of_the_run() -> None:
    plan = change_window(at(1, 9), datetime(2026, 3, 1, 10, 0, 0, 900_000, tzinfo=UTC))
    assert time_filter("updated_at", None, plan.until) == "updated_at:<'2026-03-01T10:00:01Z'"
    assert time_filter("updated_at", plan.since, plan.until) == (
        "updated_at:>='2026-03-01T08:50:00Z' AND updated_at:<'2026-03-01T10:00:01Z'"
    )


def test_a_clock_that_went_back_does_not_move_the_watermark_back() -> None:
    assert change_window(at(2), at(1)).watermark == at(2)


def test_asked_days_are_the_shops_days_also_when_the_clocks_change() -> None:
    window = SyncWindow(NOON, since=date(2026, 3, 28), until=date(2026, 3, 29))
    days = asked_days(window, "Europe/Berlin")
    assert days is not None
    assert [moment.astimezone(UTC) for moment in days] == [at(27, 23), at(29, 22)]
    assert asked_days(SyncWindow(NOON), "Europe/Berlin") is None


def test_journeys_are_waited_for_two_days() -> None:
    young, old = (NOON - timedelta(hours=hours) for hours in (48, 49))
    unready = {"1": young.isoformat(), "2": old.isoformat()}
    assert still_waited_for(unready, NOON) == {"1": young.isoformat()}
