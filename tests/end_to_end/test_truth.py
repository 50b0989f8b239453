"""The marts equal the simulated market's own ledger, to half of a minor unit, per workspace and day."""

from decimal import ROUND_HALF_EVEN, Decimal
from math import isclose
from typing import Any

import pytest

from omnitrackiq.reporting.definitions import Ratio
from omnitrackiq.reporting.metrics import METRICS, METRICS_OF_MARTS
from omnitrackiq.warehouse.currencies import minor_units
from sandbox.market.generated import generate_market
from sandbox.shopify import payment_fees
from tests.end_to_end.loaded_once import AUTUMN, SPRING, loaded_once
from tests.end_to_end.mart_facts import DETAILS, FACTS, PARTLY, PROVED_ELSEWHERE
from tests.end_to_end.semantic_queries import metric_queries
from tests.end_to_end.told import Told
from tests.line import Line


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((1, SPRING), id="seed 1, spring"),
        pytest.param((2, AUTUMN), id="seed 2, autumn", marks=pytest.mark.slow),
        pytest.param((3, SPRING), id="seed 3, spring", marks=pytest.mark.slow),
    ],
)
def market(request: pytest.FixtureRequest) -> Told:
    seed, (start, now) = request.param
    return Told(generate_market(seed=seed, start=start, workspaces=3, size="small", now=now), now)


@pytest.fixture(scope="module")
def told(market: Told, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Line]:
    """The truth ledger and the line that was fed by the same market."""
    return loaded_once(market.market, market.now, f"seed-{market.market.seed}", tmp_path_factory)


def half_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency)) / 2


MEASURES = ("orders", "gross_revenue", "net_revenue", "refunds", "new_customers")


def test_the_market_has_three_currencies_and_zones_that_differ(told: tuple[dict[str, Any], Line]) -> None:
    workspaces = told[0]["workspaces"]
    assert len({workspace["currency"] for workspace in workspaces}) == 3
    assert len({workspace["timezone"] for workspace in workspaces}) == 3


@pytest.mark.parametrize("measure", MEASURES)
def test_every_day_of_every_workspace_equals_the_ledger(told: tuple[dict[str, Any], Line], measure: str) -> None:
    truth, line = told
    shown = {
        (workspace_id, str(day)): value
        for workspace_id, day, value in line.rows(f"select workspace_id, date_day, {measure} from marts.overview_daily")
    }
    compared = 0
    for workspace in truth["workspaces"]:
        tolerance = half_unit(workspace["currency"])
        for day in workspace["days"]:
            value = shown.get((workspace["workspace_id"], day["date"]), Decimal(0))
            assert abs(Decimal(value) - Decimal(str(day[measure]))) < tolerance, (workspace["workspace_id"], day)
            compared += Decimal(str(day[measure])) != 0
    assert compared > 20


def test_no_day_is_shown_that_the_ledger_does_not_know(told: tuple[dict[str, Any], Line]) -> None:
    truth, line = told
    known = {(each["workspace_id"], day["date"]) for each in truth["workspaces"] for day in each["days"]}
    shown = line.rows(
        "select workspace_id, date_day from marts.overview_daily "
        "where orders <> 0 or gross_revenue <> 0 or refunds <> 0 or ad_spend <> 0"
    )
    assert {(workspace_id, str(day)) for workspace_id, day in shown} <= known


def test_spend_of_every_platform_account_and_day_equals_the_ledger(told: tuple[dict[str, Any], Line]) -> None:
    truth, line = told
    shown = {
        (workspace_id, platform, account_id, str(day)): (spend, original)
        for workspace_id, platform, account_id, day, spend, original in line.rows(
            "select workspace_id, platform, account_id, date_day, sum(spend), sum(spend_original) "
            "from marts.ad_performance_daily group by all having sum(spend_original) <> 0"
        )
    }
    expected = {
        (workspace["workspace_id"], spend["platform"], spend["account_id"], day["date"]): (workspace, spend)
        for workspace in truth["workspaces"]
        for day in workspace["days"]
        for spend in day["spend"]
        if Decimal(spend["spend_original"]) != 0
    }
    assert shown.keys() == expected.keys()
    for key, (workspace, spend) in expected.items():
        assert shown[key][1] == Decimal(spend["spend_original"]), key
        assert abs(shown[key][0] - Decimal(spend["spend"])) < half_unit(workspace["currency"]), key


def test_workspaces_are_listed_with_their_money_and_days(told: tuple[dict[str, Any], Line], market: Told) -> None:
    listed = told[1].rows("select workspace_id, workspace_name, currency, timezone from marts.workspaces order by all")
    known = [(each.workspace_id, each.name, each.currency, each.timezone) for each in market.market.workspaces]
    assert listed == sorted(known)


@pytest.mark.parametrize("mart", FACTS)
def test_a_mart_holds_what_the_market_adds_up_to(told: tuple[dict[str, Any], Line], market: Told, mart: str) -> None:
    query, added_up = FACTS[mart]
    expected = added_up(market)
    width = len(next(iter(expected)))
    shown = {row[:width]: row[width:] for row in told[1].rows(f"select {query}")}
    tolerance = {each["workspace_id"]: half_unit(each["currency"]) for each in told[0]["workspaces"]}
    assert shown.keys() == expected.keys() or mart in PARTLY
    compared = shown.keys() & expected.keys()
    assert len(compared) > 8
    for key in compared:
        for here, there in zip(shown[key], expected[key], strict=True):
            is_money = isinstance(there, Decimal)
            assert abs(here - there) < tolerance[key[0]] if is_money else here == there, (
                key,
                shown[key],
                expected[key],
            )


def test_every_mart_is_held_against_the_market(told: tuple[dict[str, Any], Line]) -> None:
    assert set(told[1].tables("marts")) == (FACTS.keys() - {"orders, their channels"}) | PROVED_ELSEWHERE


def test_nothing_valid_was_quarantined(told: tuple[dict[str, Any], Line]) -> None:
    assert told[1].rows("select source, reason, count(*) from quarantine.records group by all") == []


def test_the_ladder_of_every_order_ends_at_the_total_that_shopify_shows(told: tuple[dict[str, Any], Line]) -> None:
    orders = told[1].rows(
        "select orders.workspace_id, orders.order_id, orders.current_total_price, sum(ladder.ledger_total_original) "
        "from raw_shopify.orders left join intermediate.int_orders__ladder as ladder "
        "on orders.workspace_id = ladder.workspace_id and orders.order_id = ladder.order_id "
        "where not orders.is_test group by all"
    )
    assert len(orders) > 100
    assert [order for order in orders if order[2] != order[3]] == []


def test_every_claim_of_every_platform_is_reconciled_without_a_rest(told: tuple[dict[str, Any], Line]) -> None:
    sums = told[1].rows(
        "select platform, count(*), sum(claimed_revenue), sum(supported_orders), count_if(residual <> 0) "
        "from marts.reconciliation_daily group by platform order by platform"
    )
    assert [row[0] for row in sums] == ["facebook_ads", "ga4", "google_ads", "tiktok_ads"]
    assert all(days and claimed and supported and rest == 0 for _, days, claimed, supported, rest in sums)


# A mart's column that holds a metric under another name than the dictionary's.
OTHER_NAMES = {("channel_daily", "attributed_roas"): "roas"}
# Ratios that no mart holds: pages and semantic layers make them of sums.
OF_SUMS_ONLY = {"ctr", "cpc", "cpm"}


def test_every_ratio_of_every_mart_is_the_one_of_the_metric_dictionary(told: tuple[dict[str, Any], Line]) -> None:
    ratios = [metric for metric in METRICS.values() if isinstance(metric.measure, Ratio)]
    held = set()
    for mart in told[1].tables("marts"):
        names = [name for (name,) in told[1].rows(f"select column_name from (describe marts.{mart})")]
        for row in told[1].rows(f"select * from marts.{mart}"):
            figures = dict(zip(names, row, strict=True))
            for metric in ratios:
                shown = OTHER_NAMES.get((mart, metric.name), metric.name)
                if shown in figures and figures.keys() >= set(metric.measure.columns):
                    expected, found = metric.over([figures]), figures[shown]
                    assert (expected is None) == (found is None), (mart, metric.name, figures)
                    assert expected is None or isclose(float(expected), found, rel_tol=1e-12), (mart, metric.name)
                    held.add(metric.name)
    assert held == {metric.name for metric in ratios} - OF_SUMS_ONLY


def test_semantic_models_give_every_metric_of_the_dictionary(told: tuple[dict[str, Any], Line]) -> None:
    queries = metric_queries()
    for mart, metrics in METRICS_OF_MARTS.items():
        names = [name for (name,) in told[1].rows(f"select column_name from (describe marts.{mart})")]
        rows = [dict(zip(names, row, strict=True)) for row in told[1].rows(f"select * from marts.{mart}")]
        for metric in metrics:
            given = dict(told[1].rows(queries[metric.name]))
            assert len(given) == len(told[0]["workspaces"])
            for workspace_id, value in given.items():
                expected = metric.over([row for row in rows if row["workspace_id"] == workspace_id])
                assert (expected is None) == (value is None), (workspace_id, metric.name)
                assert expected is None or isclose(float(expected), value, rel_tol=1e-9), (workspace_id, metric.name)


def test_a_sum_of_other_columns_is_the_one_of_the_metric_dictionary(told: tuple[dict[str, Any], Line]) -> None:
    made = [(metric.name, metric.made_of) for metric in METRICS.values() if metric.made_of]
    held = set()
    for mart in told[1].tables("marts"):
        names = {name for (name,) in told[1].rows(f"select column_name from (describe marts.{mart})")}
        for metric, sum_ in made:
            if names >= {*sum_.columns, metric}:
                columns = ", ".join((*sum_.columns, metric))
                for day in told[1].rows(f"select {columns} from marts.{mart}"):
                    assert sum_.over([dict(zip(sum_.columns, day, strict=False))]) == day[-1], (mart, metric)
                held.add(metric)
    assert held == {metric for metric, _ in made} != set()


@pytest.mark.parametrize("mart", DETAILS)
def test_details_of_campaigns_cost_what_the_ledger_says(told: tuple[dict[str, Any], Line], mart: str) -> None:
    truth, line = told
    shown = line.rows(
        "select workspace_id, platform, account_id, sum(spend_original), "
        f"sum(case when row_kind = 'reported' then spend_original else 0 end) from marts.{mart} group by all"
    )
    expected: dict[tuple[str, str, str], Decimal] = {}
    for workspace in truth["workspaces"]:
        for day in workspace["days"]:
            for spend in day["spend"]:
                key = (workspace["workspace_id"], spend["platform"], spend["account_id"])
                expected[key] = expected.get(key, Decimal(0)) + Decimal(spend["spend_original"])
    assert len(shown) >= 3
    assert {row[:3]: row[3] for row in shown} == {row[:3]: expected[row[:3]] for row in shown}
    assert sum(row[4] for row in shown) > 0


def test_payments_cost_what_shopify_keeps_of_them(told: tuple[dict[str, Any], Line]) -> None:
    payments = told[1].rows(
        "select orders.workspace_id, orders.order_id, payments.amount, orders.currency, orders.exchange_rate, "
        "margins.payment_cost from raw_shopify.transactions as payments "
        "inner join marts.orders as orders using (workspace_id, order_id) "
        "inner join marts.order_margins as margins using (workspace_id, order_id) "
        "where gateway = 'shopify_payments' and status = 'SUCCESS' and kind in ('SALE', 'CAPTURE')"
    )
    kept: dict[tuple[str, str], Decimal] = {}
    shown: dict[tuple[str, str], Decimal] = {}
    for workspace_id, order_id, amount, currency, rate, cost in payments:
        unit = Decimal(1).scaleb(-minor_units(currency))
        fee = (amount * payment_fees.RATE + payment_fees.FLAT_UNITS * unit).quantize(unit, ROUND_HALF_EVEN)
        kept[workspace_id, order_id] = kept.get((workspace_id, order_id), Decimal(0)) + fee * rate
        shown[workspace_id, order_id] = cost
    assert len(kept) > 100
    assert [key for key, cost in kept.items() if abs(cost - shown[key]) > Decimal("0.000001")] == []


def test_every_cost_of_a_demo_workspace_is_known(told: tuple[dict[str, Any], Line]) -> None:
    covered = told[1].rows(
        "select sum(covered_revenue) / sum(goods_covered_revenue), sum(spend), count(distinct campaign_id) "
        "from marts.campaign_margins_daily group by workspace_id"
    )
    assert len(covered) == 3
    assert all(share == 1 and spend > 0 and campaigns > 3 for share, spend, campaigns in covered)
