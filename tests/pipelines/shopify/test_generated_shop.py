"""A generated shop, synced at once and bit by bit: the same rows, and the ledger of truth."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox import shopify
from sandbox.market.generated import generate_market
from sandbox.truth import truth
from tests.pipelines.shopify.held_rows import HeldRows, assert_ledger_makes_totals, shop_connection
from tests.sandbox_server import SandboxServer, serve_market

START = date(2026, 1, 5)
WORKSPACE = "demo-1"


def on_day(number: int) -> datetime:
    """Half past two on a simulated day, in UTC."""
    return datetime(START.year, START.month, START.day, 14, 30, tzinfo=UTC) + timedelta(days=number)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=START, workspaces=1, size="small", now=on_day(70))
    with serve_market(market, on_day(70), twins=[shopify.routes]) as served:
        yield served


@pytest.fixture(scope="module")
def at_once(server: SandboxServer) -> HeldRows:
    server.set_now(on_day(70))
    held = HeldRows(shop_connection(server, WORKSPACE))
    held.sync(server)
    return held


def test_day_40_then_41_then_70_equals_one_sync_on_day_70(server: SandboxServer, at_once: HeldRows) -> None:
    held = HeldRows(shop_connection(server, WORKSPACE))
    for day in (40, 41, 70):
        server.set_now(on_day(day))
        held.sync(server)
    for table, rows in at_once.everything().items():
        if table != "unit_costs":
            assert held.rows(table) == rows, table


def test_a_cost_that_rose_is_kept_beside_the_one_before(server: SandboxServer, at_once: HeldRows) -> None:
    held = HeldRows(shop_connection(server, WORKSPACE))
    for day in (40, 70):
        server.set_now(on_day(day))
        held.sync(server)
    variant = server.market.products(WORKSPACE, on_day(70))[0].variants[0]
    kept = [Decimal(row["unit_cost"]) for row in held.rows("unit_costs", variant_id=str(variant.variant_id))]
    assert kept == [variant.unit_cost, variant.later_costs[0][1]]
    today = at_once.rows("unit_costs", variant_id=str(variant.variant_id))
    assert [Decimal(row["unit_cost"]) for row in today] == kept[1:]


def test_fees_and_discounts_add_up(at_once: HeldRows) -> None:
    granted: dict[str, Decimal] = defaultdict(Decimal)
    for row in at_once.rows("discounts"):
        granted[row["order_id"]] += Decimal(row["amount"])
    assert granted
    for order in at_once.rows("orders"):
        assert granted[order["order_id"]] == Decimal(order["total_discounts"]), order["order_name"]
    charged = [row for row in at_once.rows("transactions") if row["fee"] is not None]
    assert {row["kind"] for row in charged} == {"SALE", "CAPTURE"}
    assert all(0 < Decimal(row["fee"]) < Decimal(row["amount"]) for row in charged)


def test_streams_that_are_switched_off_are_not_read(server: SandboxServer) -> None:
    server.set_now(on_day(70))
    off = ["transactions", "discounts", "customers", "unit_costs"]
    held = HeldRows(shop_connection(server, WORKSPACE, streams_off=off))
    slices = held.sync(server)
    assert held.rows("orders") and held.rows("product_variants")
    assert not {name for piece in slices for name in (*piece.rows, *piece.covers)} & set(off)


def test_a_second_sync_reads_only_what_may_have_changed(server: SandboxServer, at_once: HeldRows) -> None:
    server.set_now(on_day(70))
    held = HeldRows(shop_connection(server, WORKSPACE))
    held.sync(server)
    server.set_now(on_day(70) + timedelta(minutes=1))
    again = held.sync(server)
    read = [row["order_id"] for piece in again for row in piece.rows.get("orders", ())]
    assert len(read) < 5 < len(held.rows("orders"))


def test_hourly_syncs_catch_every_journey(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server, WORKSPACE, backfill_days=2))
    for hour in range(24):
        server.set_now(on_day(60) + timedelta(hours=hour))
        held.sync(server)
    orders = {order.order_id: order for order in server.market.orders(WORKSPACE, on_day(60) + timedelta(hours=23))}
    for row in held.rows("orders"):
        order = orders[int(row["order_id"])]
        assert row["journey_ready"] is (order.journey_ready_at <= on_day(60) + timedelta(hours=23)), row["order_name"]
    waiting = held.cursors["orders"]["unready"]
    assert set(waiting) == {row["order_id"] for row in held.rows("orders", journey_ready=False)}


def test_ledger_and_payments_make_every_total(at_once: HeldRows) -> None:
    assert len(at_once.rows("orders")) > 300
    assert_ledger_makes_totals(at_once)


def test_every_special_case_is_there(at_once: HeldRows) -> None:
    orders = at_once.rows("orders")
    assert {"PAID", "PENDING", "VOIDED", "REFUNDED", "PARTIALLY_REFUNDED"} <= {
        row["financial_status"] for row in orders
    }
    assert {True, False} == {row["is_test"] for row in orders} == {row["is_edited"] for row in orders}
    assert {"web", "pos", "shopify_draft_order"} <= {row["source_name"] for row in orders}
    assert any(row["customer_key"] is None for row in orders)
    assert any(row["processed_at"] < row["created_at"] for row in orders)
    assert any(row["presentment_currency"] != row["currency"] for row in orders)
    sales = at_once.rows("sales")
    assert {"PRODUCT", "GIFT_CARD", "SHIPPING", "TIP", "ADJUSTMENT"} == {row["line_type"] for row in sales}
    assert {"ORDER", "UPDATE", "RETURN"} == {row["action_type"] for row in sales}


def test_the_ledger_tells_the_truth_of_every_day(server: SandboxServer, at_once: HeldRows) -> None:
    zone = ZoneInfo(server.market.workspaces[0].timezone)
    placed = {
        row["order_id"]: datetime.fromisoformat(row["processed_at"]).astimezone(zone).date()
        for row in at_once.rows("orders", is_test=False)
    }
    days: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for day in placed.values():
        days[day]["orders"] += 1
    for sale in at_once.rows("sales"):
        if sale["order_id"] in placed:
            happened = datetime.fromisoformat(sale["happened_at"]).astimezone(zone).date()
            day = placed[sale["order_id"]] if sale["reason"] == "ORDER" else happened
            for measure, amount in booked(sale).items():
                days[day][measure] += amount
    server.set_now(on_day(70))
    (told,) = truth(server.market, on_day(70))["workspaces"]
    for record in told["days"]:
        found = days[date.fromisoformat(record["date"])]
        for measure in ("orders", "gross_revenue", "refunds"):
            assert found[measure] == Decimal(record[measure]), (record["date"], measure)
        net = found["gross_revenue"] - found["discounts"] - found["refunds"]
        assert net == Decimal(record["net_revenue"]), record["date"]


def booked(sale: Any) -> dict[str, Decimal]:
    """A ledger row by the meaning of money: product sales, and returns or adjustments as refunds."""
    net = Decimal(sale["total"]) - Decimal(sale["tax"])
    discount = Decimal(sale["discount_before_taxes"])
    if sale["line_type"] == "ADJUSTMENT" or (sale["line_type"], sale["action_type"]) == ("PRODUCT", "RETURN"):
        return {"refunds": -net}
    if sale["line_type"] == "PRODUCT":
        return {"gross_revenue": net + discount, "discounts": discount}
    return {}
