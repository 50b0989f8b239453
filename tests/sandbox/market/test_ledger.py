"""The sales ledger of every order adds up: to its lines, its payments and what came back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.market.ledger import OrderArithmetic, shares
from sandbox.market.model.sales import Order, OrderLine, Sale
from sandbox.truth import sale_amounts
from tests.sandbox.market.worlds import NOW, SEEDS, orders_of, world

ZERO = Decimal(0)


@pytest.fixture(scope="module", params=SEEDS)
def orders(request: pytest.FixtureRequest) -> list[Order]:
    """The orders of a market; the first one is large enough to hold a shop without minor units."""
    return orders_of(world(request.param, 4 if request.param == SEEDS[0] else 3))


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def entries(order: Order) -> list[Sale]:
    return [sale for agreement in order.agreements for sale in agreement.sales]


def test_the_ledger_is_what_was_ordered_less_what_came_back(orders: list[Order]) -> None:
    for order in orders:
        on_top = 0 if order.taxes_included else 1
        ordered = total(
            line.unit_price * line.quantity - total(line.discounts) + on_top * line.tax for line in order.lines
        )
        ordered += order.shipping + on_top * order.shipping_tax + order.tip
        back = total(
            total(part.subtotal + on_top * part.tax for part in refund.lines)
            + refund.shipping
            + on_top * refund.shipping_tax
            + total(abs(adjustment.amount) for adjustment in refund.adjustments)
            for refund in order.refunds
        )
        allowed = Decimal("0.02") * len(order.lines)
        assert abs(total(sale.total for sale in entries(order)) - (ordered - back)) <= allowed, order.name


def test_payments_are_the_ledger_where_everything_was_paid_and_given_back(orders: list[Order]) -> None:
    checked = 0
    for order in orders:
        paid = [each for each in order.transactions if each.kind in ("SALE", "CAPTURE")]
        if any(each.status != "SUCCESS" for each in paid) or not paid:
            continue
        if any(refund.lines and not refund.total for refund in order.refunds):
            continue
        given_back = [each for each in order.transactions if each.kind == "REFUND"]
        balance = total(each.amount for each in paid) - total(each.amount for each in given_back)
        assert balance == total(sale.total for sale in entries(order)), order.name
        checked += 1
    assert checked > len(orders) / 2


def test_a_refund_is_its_transactions(orders: list[Order]) -> None:
    for order in orders:
        amounts = {each.transaction_id: each.amount for each in order.transactions}
        for refund in order.refunds:
            assert refund.total == total(amounts[each] for each in refund.transaction_ids), order.name
            assert refund.created_at > order.created_at


def test_no_more_comes_back_than_was_sold(orders: list[Order]) -> None:
    for order in orders:
        left: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * 4)
        for sale in entries(order):
            if sale.line_id is not None:
                amounts = (Decimal(sale.quantity or 0), sale.total, sale.tax, sale.discount_before_taxes)
                left[sale.line_id] = [have + more for have, more in zip(left[sale.line_id], amounts, strict=True)]
        assert all(amount >= 0 for amounts in left.values() for amount in amounts), order.name


def test_a_cancelled_order_leaves_nothing(orders: list[Order]) -> None:
    cancelled = [order for order in orders if order.cancelled_at]
    assert cancelled
    for order in cancelled:
        assert total(sale.total for sale in entries(order)) == 0
        assert total(sale.tax for sale in entries(order)) == 0


def test_amounts_are_whole_minor_units(orders: list[Order]) -> None:
    for order in orders:
        unit = Decimal(1) if order.currency == "JPY" else Decimal("0.01")
        amounts = [part for sale in entries(order) for part in (sale.total, sale.tax, sale.discount_before_taxes)]
        amounts += [each.amount for each in order.transactions] + [line.unit_price for line in order.lines]
        assert all(amount == amount.quantize(unit) for amount in amounts)


def test_a_line_is_taxed_on_what_was_paid_for_it(orders: list[Order]) -> None:
    for order in orders:
        for line in order.lines:
            paid = line.unit_price * line.quantity - total(line.discounts)
            rate = line.tax_rate / (1 + line.tax_rate) if order.taxes_included else line.tax_rate
            half_unit = Decimal("0.5") if order.currency == "JPY" else Decimal("0.005")
            assert abs(line.tax - paid * rate) <= half_unit, order.name
            assert not (line.is_gift_card and line.tax)


def test_every_event_has_an_id_of_its_own(orders: list[Order]) -> None:
    for kind in ("agreements", "refunds", "transactions", "lines"):
        names = {"agreements": "agreement_id", "refunds": "refund_id", "transactions": "transaction_id"}
        ids = [getattr(each, names.get(kind, "line_id")) for order in orders for each in getattr(order, kind)]
        assert len(ids) == len(set(ids)), kind
    assert len({order.order_id for order in orders}) == len(orders)


def line_of(price: Decimal, quantity: int, rate: Decimal, discounts: tuple[Decimal, ...] = ()) -> OrderLine:
    return OrderLine(1, 1, 1, "Thing", "T-1", quantity, price, discounts, rate, ZERO, False, NOW)


def test_the_worked_example_of_the_money_rules() -> None:
    """Two A at 60 with 12 off, one B at 48, 10 % off the order, 20 % tax included; one A comes back."""
    sums = OrderArithmetic("EUR", Decimal("0.2"), True)
    parts = shares(Decimal("15.60"), [Decimal(108), Decimal(48)], Decimal("0.01"))
    lines = [
        line_of(Decimal(60), 2, Decimal("0.2"), (Decimal(12), parts[0])),
        line_of(Decimal(48), 1, Decimal("0.2"), (parts[1],)),
    ]
    taxed = [replace(line, tax=sums.tax_of(sums.line_total(line))) for line in lines]
    sold = [sums.sold(number, line) for number, line in enumerate(taxed)]
    returned = sums.returned(sold[0], 1, 0, count(9))
    gross, discounts, refunds = (total(column) for column in zip(*map(sale_amounts, sold), strict=True))
    assert (gross, discounts, refunds) == (Decimal("140.00"), Decimal("23.00"), ZERO)
    assert sale_amounts(returned) == (ZERO, ZERO, Decimal("40.50"))


MONEY = st.integers(1, 500_000).map(lambda units: Decimal(units).scaleb(-2))
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "0.05", "0.08", "0.10", "0.19", "0.20", "0.25")])


@given(price=MONEY, pieces=st.lists(st.integers(1, 4), min_size=1, max_size=5), rate=RATES, included=st.booleans(),
       percent=st.integers(0, 100))  # fmt: skip
def test_a_line_that_comes_back_in_pieces_comes_back_whole(
    price: Decimal, pieces: list[int], rate: Decimal, included: bool, percent: int
) -> None:
    sums = OrderArithmetic("EUR", rate, included)
    quantity = sum(pieces)
    discount = (price * quantity * percent / 100).quantize(Decimal("0.01"))
    line = line_of(price, quantity, rate, (discount,))
    sold = sums.sold(1, replace(line, tax=sums.tax_of(sums.line_total(line))))
    returned = [sums.returned(sold, piece, sum(pieces[:place]), count()) for place, piece in enumerate(pieces)]
    for amount in ("quantity", "total", "tax", "discount_before_taxes"):
        assert getattr(sold, amount) + sum(getattr(each, amount) for each in returned) == 0, amount
    assert all(each.total <= 0 and each.tax <= 0 for each in returned)


@given(amount=MONEY, weights=st.lists(MONEY | st.just(ZERO), min_size=1, max_size=8))
def test_shares_add_up_and_are_fair(amount: Decimal, weights: list[Decimal]) -> None:
    unit = Decimal("0.01")
    parts = shares(amount, weights, unit)
    whole = total(weights)
    if not whole:
        assert not any(parts)
        return
    assert total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / whole) < unit
        assert part >= 0
