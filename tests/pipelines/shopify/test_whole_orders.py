"""Orders and products larger than any page: nothing is cut off."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.market.model.sales import Agreement, Order, Product, RefundLine
from tests.pipelines.shopify.held_rows import HeldRows, assert_ledger_makes_totals, shop_connection
from tests.sandbox.shopify.order_parts import at, line, order, paid, placed, sale, visit
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox.shopify.small_shops import NOON, SmallMarket, example_of_the_design

LINES = 130
VISITS = 230


def giant() -> Order:
    """130 lines, each returned in a refund of its own kind; 230 visits; six agreements of up to 130 sales."""
    ordered = at(6)
    lines = tuple(line(1000 + n, 3, "12", "0.2", "6.00", added_at=ordered) for n in range(LINES))
    sold = tuple(sale(5000 + n, 1000 + n, 3, "36.00", "6.00") for n in range(LINES))
    returns = tuple(
        Agreement(
            700 + step,
            "REFUND",
            ordered + timedelta(days=step + 1),
            tuple(sale(6000 + 1000 * step + n, 1000 + n, -1, "-12.00", "-2.00", action="RETURN") for n in range(LINES)),
        )
        for step in range(2)
    )
    edits = tuple(
        Agreement(
            720 + n,
            "ORDER_EDIT",
            ordered + timedelta(hours=n + 1),
            (sale(9000 + n, None, None, "1.00", "0", kind="TIP"),),
        )
        for n in range(3)
    )
    refund = replace(
        example_of_the_design().refunds[0],
        refund_id=990,
        created_at=ordered + timedelta(days=1),
        lines=tuple(
            RefundLine(300 + n, 1000 + n, 1, "RETURN", Decimal("12.00"), Decimal("2.00")) for n in range(LINES)
        ),
        total=Decimal(0),
        transaction_ids=(),
    )
    return order(
        1900,
        ordered,
        lines=lines,
        agreements=(placed(690, ordered, *sold), *edits, *returns),
        refunds=(refund,),
        transactions=(paid(890, ordered, "4680.00"),),
        journey=tuple(
            visit(2000 + n, at(5) + timedelta(minutes=n), f"https://euro.example/{n}") for n in range(VISITS)
        ),
    )


def many_variants(market: SmallMarket) -> Product:
    product = market.products("euro-shop", NOON)[0]
    return replace(
        product, variants=tuple(replace(product.variants[0], variant_id=7000 + n, sku=f"V-{n}") for n in range(215))
    )


class CrowdedMarket(SmallMarket):
    """The small shop with one product of 215 variants."""

    def products(self, workspace_id: str, now: object) -> list[Product]:
        return [many_variants(SmallMarket())]


@pytest.fixture(scope="module")
def held() -> HeldRows:
    market = CrowdedMarket()
    market.placed["euro-shop"].append(giant())
    with serve_shops(market) as server:
        rows = HeldRows(shop_connection(server))
        rows.sync(server)
    return rows


@pytest.mark.parametrize(
    ("table", "count"),
    [("order_lines", LINES), ("visits", VISITS), ("sales", 3 * LINES + 3), ("refund_lines", LINES)],
)
def test_every_child_of_a_giant_order_arrives(held: HeldRows, table: str, count: int) -> None:
    assert len(held.rows(table, order_id="1900")) == count


def test_sales_stay_with_their_agreement(held: HeldRows) -> None:
    rows = held.rows("sales", order_id="1900")
    by_agreement = {
        number: sum(row["agreement_id"] == number for row in rows) for number in ("690", "700", "701", "722")
    }
    assert by_agreement == {"690": LINES, "700": LINES, "701": LINES, "722": 1}
    assert_ledger_makes_totals(held)


def test_visits_are_numbered_through(held: HeldRows) -> None:
    rows = sorted(held.rows("visits", order_id="1900"), key=lambda row: row["position"])
    assert [row["position"] for row in rows] == list(range(1, VISITS + 1))
    assert rows[-1]["landing_page"] == f"https://euro.example/{VISITS - 1}"


def test_all_variants_of_a_product_arrive(held: HeldRows) -> None:
    assert len(held.rows("product_variants")) == 215
