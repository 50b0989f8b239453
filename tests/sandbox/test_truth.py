"""The ledger of truth: sums that a pencil confirms, and the rules about days, rates and customers."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.market.model.sales import Agreement, Order
from sandbox.truth import truth
from tests.sandbox.hand_made_ledger import HandMade, as_market
from tests.sandbox.market.worlds import NOW, PLATFORMS, SEEDS, START, world
from tests.sandbox.shopify.order_parts import sale
from tests.sandbox.shopify.small_shops import edited_later, example_of_the_design, money_back_without_goods

LATE = datetime(2026, 3, 20, 12, tzinfo=UTC)


def told(*orders: Order, now: datetime = LATE, spent: tuple[tuple[date, str], ...] = ()) -> dict[str, Any]:
    """The one workspace of the ledger over these orders, with its days by date."""
    (workspace,) = truth(as_market(HandMade(orders, spent)), now)["workspaces"]
    return {**workspace, "by_date": {day["date"]: day for day in workspace["days"]}}


def amounts(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


def money(day: dict[str, Any]) -> tuple[Decimal, ...]:
    return Decimal(day["gross_revenue"]), Decimal(day["net_revenue"]), Decimal(day["refunds"])


def test_the_worked_example_of_the_money_rules() -> None:
    """140.00 gross and 117.00 net on the order's day, 40.50 back two days later; a euro is 1.10 dollars."""
    days = told(example_of_the_design())["by_date"]
    assert set(days) == {"2026-03-02", "2026-03-04"}
    assert money(days["2026-03-02"]) == amounts("154.00", "128.70", "0")
    assert money(days["2026-03-04"]) == amounts("0", "-44.55", "44.55")
    assert days["2026-03-02"]["orders"] == days["2026-03-02"]["new_customers"] == 1
    assert days["2026-03-04"]["orders"] == days["2026-03-04"]["new_customers"] == 0


def test_a_refund_takes_the_rate_of_its_order() -> None:
    """Given back on the 10th, when a euro is 1.20; ordered on the 3rd at 1.10: 5.00 without tax is 5.50."""
    days = told(money_back_without_goods())["by_date"]
    assert money(days["2026-03-10"]) == amounts("0", "-5.50", "5.50")
    assert money(days["2026-03-03"]) == amounts("22.00", "22.00", "0")


def test_an_edit_counts_on_its_own_day_without_being_an_order() -> None:
    days = told(edited_later())["by_date"]
    assert money(days["2026-03-05"]) == amounts("12.00", "12.00", "0")
    assert money(days["2026-03-08"]) == amounts("36.00", "36.00", "0")
    assert [days[day]["orders"] for day in ("2026-03-05", "2026-03-08")] == [1, 0]


def test_what_happens_after_now_is_not_told() -> None:
    days = told(example_of_the_design(), edited_later(), now=datetime(2026, 3, 3, tzinfo=UTC))["by_date"]
    assert set(days) == {"2026-03-02"}
    assert money(days["2026-03-02"])[2] == 0


def test_test_orders_never_count() -> None:
    assert told(replace(example_of_the_design(), test=True))["days"] == []


def test_an_order_stands_on_the_workspaces_day_of_its_processing() -> None:
    """02:00 UTC on the 2nd is still the 1st in New York, whatever the moment of creation."""
    early = datetime(2026, 3, 2, 2, tzinfo=UTC)
    back_dated = replace(edited_later(), processed_at=early)
    days = told(back_dated)["by_date"]
    assert days["2026-03-01"]["orders"] == 1
    assert money(days["2026-03-01"])[0] == Decimal("11.00")
    assert "2026-03-05" not in days


def test_gift_cards_shipping_and_tips_are_no_revenue() -> None:
    other = (
        sale(91, None, 1, "50.00", "0", kind="GIFT_CARD"),
        sale(92, None, None, "6.00", "1.00", kind="SHIPPING", discount="3.00"),
        sale(93, None, None, "4.00", "0", kind="TIP"),
    )
    order = edited_later()
    first = order.agreements[0]
    more = replace(order, agreements=(replace(first, sales=(*first.sales, *other)), *order.agreements[1:]))
    assert told(more)["days"] == told(order)["days"]


def test_a_return_carries_its_discount_inside() -> None:
    order = edited_later()
    back = Agreement(99, "RETURN", LATE - timedelta(days=1), (
        sale(98, 5, -1, "-12.00", "-2.00", action="RETURN", discount="-4.00"),
    ))  # fmt: skip
    days = told(replace(order, agreements=(*order.agreements, back)))["by_date"]
    assert money(days["2026-03-19"]) == amounts("0", "-12.00", "12.00")


def test_spend_keeps_its_accounts_day_and_is_converted_with_that_days_rate() -> None:
    spent = ((date(2026, 3, 5), "12345"), (date(2026, 3, 5), "55"), (date(2026, 3, 7), "1"))
    days = told(spent=spent)["by_date"]
    (entry,) = days["2026-03-05"]["spend"]
    assert (entry["platform"], entry["account_id"], entry["currency"]) == ("facebook_ads", "2120", "JPY")
    assert entry["spend_original"] == "12400"
    assert entry["spend"] == "81.135816"
    assert days["2026-03-07"]["spend"][0]["spend"] == "0.006543"
    assert days["2026-03-05"]["orders"] == 0


@pytest.mark.parametrize(
    ("customers", "emails", "new"),
    [
        ((1, 1), ("a@x.example", "b@x.example"), [1, 0]),
        ((1, 2), ("a@x.example", "a@x.example"), [1, 1]),
        ((None, None), ("a@x.example", " A@X.example"), [1, 0]),
        ((None, None), (None, None), [1, 1]),
        ((1, None), ("a@x.example", "a@x.example"), [1, 1]),
    ],
    ids=["same customer", "two customers", "same address of a guest", "nobody twice", "customer, then guest"],
)
def test_new_customers(customers: tuple[int | None, ...], emails: tuple[str | None, ...], new: list[int]) -> None:
    orders = [
        replace(order, customer_id=customer, email=email)
        for order, customer, email in zip(
            (example_of_the_design(), money_back_without_goods()), customers, emails, strict=True
        )
    ]
    days = told(*orders)["by_date"]
    assert [days[day]["new_customers"] for day in ("2026-03-02", "2026-03-03")] == new


def test_a_test_order_makes_nobody_an_old_customer() -> None:
    tried = replace(example_of_the_design(), test=True)
    bought = replace(money_back_without_goods(), customer_id=tried.customer_id)
    assert told(tried, bought)["by_date"]["2026-03-03"]["new_customers"] == 1


def test_an_order_back_dated_before_another_takes_its_newness() -> None:
    first, later = money_back_without_goods(), edited_later()
    later = replace(later, customer_id=7, processed_at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    days = told(replace(first, customer_id=7), later)["by_date"]
    assert (days["2026-03-02"]["new_customers"], days["2026-03-03"]["new_customers"]) == (1, 0)


def test_a_channel_gets_every_order_that_it_caused_and_its_net_revenue_to_date() -> None:
    one = replace(example_of_the_design(), caused_by=frozenset({"email", "paid_social"}))
    other = replace(edited_later(), caused_by=frozenset({"email"}))
    assert told(one, other)["channels"] == [
        {"channel": "email", "incremental_orders": 2, "incremental_revenue": "132.150000"},
        {"channel": "paid_social", "incremental_orders": 1, "incremental_revenue": "84.150000"},
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ledger_of_a_market_equals_a_plain_sum_over_its_orders(seed: int) -> None:
    market = world(seed)
    for workspace, ledger in zip(market.workspaces, truth(market, NOW)["workspaces"], strict=True):
        zone = ZoneInfo(workspace.timezone)
        sums: dict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
        for order in market.orders(workspace.workspace_id, NOW):
            if order.test:
                continue
            ordered_on = order.processed_at.astimezone(zone).date()
            rate = market.fixings.cross(order.currency, workspace.currency, ordered_on, NOW)
            sums[ordered_on][0] += 1
            for agreement in order.agreements:
                is_first = agreement.reason == "ORDER"
                day = ordered_on if is_first else agreement.happened_at.astimezone(zone).date()
                for each in agreement.sales if agreement.happened_at <= NOW else ():
                    net = (each.total - each.tax) * rate
                    if each.action_type != "RETURN" and each.line_type == "PRODUCT":
                        sums[day][1] += net + each.discount_before_taxes * rate
                        sums[day][2] += net
                    elif each.line_type in ("PRODUCT", "ADJUSTMENT"):
                        sums[day][2] += net
                        sums[day][3] -= net
        told_days = {date.fromisoformat(day["date"]): day for day in ledger["days"]}
        for day, (count, gross, net, refunds) in sums.items():
            assert told_days[day]["orders"] == count
            for name, value in (("gross_revenue", gross), ("net_revenue", net), ("refunds", refunds)):
                assert abs(Decimal(told_days[day][name]) - value) < Decimal("0.0005"), (name, day)
        assert sum(day["orders"] for day in ledger["days"]) == sum(int(each[0]) for each in sums.values())


def test_spend_of_every_account_and_day_is_the_sum_of_its_rows() -> None:
    market = world(2)
    for workspace, ledger in zip(market.workspaces, truth(market, NOW)["workspaces"], strict=True):
        spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for platform in PLATFORMS:
            for account in market.ad_accounts(workspace.workspace_id, platform):
                for row in market.ad_days(account.account_id, START - timedelta(days=2), date(2026, 5, 1), NOW):
                    spent[account.account_id, row.day.isoformat()] += row.spend
        listed = {
            (entry["account_id"], day["date"]): entry for day in ledger["days"] for entry in day["spend"]
        }  # fmt: skip
        assert {key: Decimal(entry["spend_original"]) for key, entry in listed.items()} == spent
        for (_, day), entry in listed.items():
            rate = market.fixings.cross(entry["currency"], workspace.currency, date.fromisoformat(day), NOW)
            exact = Decimal(entry["spend_original"]) * rate
            assert Decimal(entry["spend"]) == exact.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)


def test_the_ledger_has_the_agreed_shape() -> None:
    for workspace in truth(world(1), NOW)["workspaces"]:
        assert set(workspace) == {"workspace_id", "currency", "timezone", "days", "channels"}
        dates = [day["date"] for day in workspace["days"]]
        assert dates == sorted(set(dates))
        for day in workspace["days"]:
            assert set(day) == {
                "date", "orders", "gross_revenue", "net_revenue", "refunds", "new_customers", "spend",
            }  # fmt: skip
            assert all(isinstance(day[name], str) for name in ("gross_revenue", "net_revenue", "refunds"))
            for entry in day["spend"]:
                assert set(entry) == {"platform", "account_id", "currency", "spend_original", "spend"}
                assert all(isinstance(value, str) for value in entry.values())
        for channel in workspace["channels"]:
            assert set(channel) == {"channel", "incremental_orders", "incremental_revenue"}
