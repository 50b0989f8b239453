"""The staging models of Shopify and of exchange rates over what their sources really load."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from omnitrackiq.warehouse.location import Warehouse
from pipelines import exchange_rates, shopify
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from tests.dbt_project.dbt_runs import run_dbt_on
from tests.dbt_project.staging_tables import STAGING
from tests.pipelines.loading.imaginary_source import Silence
from tests.pipelines.shopify.held_rows import shop_connection
from tests.sandbox.shopify.recorded_rows import write_rows
from tests.sandbox.shopify.shop_server import serve_shops

MODELS = ["path:models/staging/shopify", "path:models/staging/exchange_rates"]
Rows = list[tuple[Any, ...]]


def load(home: Path, replay: Path | None = None) -> Warehouse:
    """A warehouse with both shops and the euro shop's exchange rates, read once."""
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    with serve_shops(replay=replay) as server:
        window = SyncWindow(server.context.clock.now())
        shops = [shop_connection(server, workspace_id) for workspace_id in ("euro-shop", "dollar-shop")]
        rates = Connection("euro-shop", "rates", "exchange_rates", {"currency": "EUR"}, base_url=server.url)
        outcomes = run_source(shopify.SOURCE, shops, window, warehouse, Silence())
        outcomes += run_source(exchange_rates.SOURCE, [rates], window, warehouse, Silence())
    assert [outcome.message for outcome in outcomes] == ["", "", ""]
    return warehouse


class Staged:
    """A built warehouse that can be asked."""

    def __init__(self, warehouse: Warehouse, manifest: Manifest) -> None:
        assert warehouse.path is not None
        self.path = warehouse.path
        # Tests that also look at later models are not staging's.
        arguments = ["build", "--indirect-selection", "cautious", "--select", *MODELS]
        nodes = run_dbt_on(self.path, arguments, manifest)
        assert {node.status for node in nodes} <= {"success", "pass"}, nodes
        self.tested = {node.name for node in nodes if node.status == "pass"}

    def rows(self, query: str) -> Rows:
        with duckdb.connect(str(self.path), read_only=True) as database:
            return database.execute(f"set schema = 'staging'; {query}").fetchall()


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Iterator[Staged]:
    yield Staged(load(tmp_path_factory.mktemp("shop")), manifest)


@pytest.mark.parametrize("model", sorted(name for name in STAGING if name.startswith(("stg_shopify", "stg_exchange"))))
def test_columns_and_types_are_the_interface(staged: Staged, model: str) -> None:
    described = staged.rows(f"select column_name, column_type from (describe {model})")
    names = {"moment": "timestamp with time zone"}
    assert {name: kind.lower() for name, kind in described} == {
        name: names.get(kind, kind).lower().replace("numeric", "decimal") for name, kind in STAGING[model].items()
    }


@pytest.mark.parametrize(
    "rule",
    [
        "an_amount_refunded_outside_the_ledger_is_booked_once",
        "shipping_and_tax_are_what_was_charged_at_order_time",
        "what_shopify_did_not_read_comes_from_the_landing_page",
        "a_cost_in_another_currency_is_no_cost",
        "a_cost_holds_until_the_next_one",
        "a_fee_in_another_currency_is_no_fee",
        "tax_is_taken_out_of_refund_lines_only_where_prices_contain_it",
    ],
)
def test_a_rule_holds_in_its_unit_test(staged: Staged, rule: str) -> None:
    assert rule in staged.tested


def test_the_designs_example_to_the_cent(staged: Staged) -> None:
    """140.00 gross, 23.00 off, 40.50 back: net to date 76.50."""
    measured = """
        select
            sum(case when action_type in ('ORDER', 'UPDATE') then net_original + discount_original end),
            sum(case when action_type in ('ORDER', 'UPDATE') then discount_original end),
            sum(case when action_type = 'RETURN' then -net_original end)
        from stg_shopify__sales
        where order_id = '1001' and line_type = 'PRODUCT'"""
    assert staged.rows(measured) == [(Decimal(140), Decimal(23), Decimal("40.5"))]
    charged = "select shipping_original, tax_original, currency from stg_shopify__orders where order_id = '1001'"
    assert staged.rows(charged) == [(Decimal(5), Decimal("24.4"), "EUR")]


def test_where_tax_comes_on_top_shipping_is_without_it(staged: Staged) -> None:
    charged = "select shipping_original, tax_original, currency from stg_shopify__orders where order_id = '2001'"
    assert staged.rows(charged) == [(Decimal(4), Decimal("4.9"), "USD")]


def test_an_amount_only_refund_is_booked_once(staged: Staged) -> None:
    sales = "select line_type, net_original, tax_original from stg_shopify__sales"
    booked = f"{sales} where order_id = '1002' and reason = 'REFUND'"
    assert staged.rows(booked) == [("ADJUSTMENT", Decimal(-5), Decimal(-1))]
    assert staged.rows("select amount_original from stg_shopify__refunds where order_id = '1002'") == [(Decimal(6),)]


def test_visits_carry_their_click_ids(staged: Staged) -> None:
    found = staged.rows("select position, click_id_kind, utm_medium from stg_shopify__visits order by position")
    assert found == [(1, "fbclid", "paid_social"), (2, None, None)]


def test_what_was_granted_and_what_came_back(staged: Staged) -> None:
    discounts = "select discount_index, discount_type, discount_name, discount_value, amount_original"
    assert staged.rows(f"{discounts} from stg_shopify__discounts where order_id = '1001' order by 1") == [
        (0, "automatic", "Bundle", Decimal(12), Decimal(12)),
        (1, "code", "SPRING10", Decimal(10), Decimal("15.6")),
    ]
    back = "select order_line_id, quantity, restock_type, amount_original, tax_original from stg_shopify__refund_lines"
    assert staged.rows(back) == [("1", 1, "return", Decimal("40.5"), Decimal("8.1"))]


def test_payments_carry_their_fees(staged: Staged) -> None:
    paid = "select kind, amount_original, fee_original, currency from stg_shopify__transactions where order_id = '1001'"
    assert staged.rows(f"{paid} order by processed_at") == [
        ("SALE", Decimal("196.4"), Decimal("6"), "EUR"),
        ("REFUND", Decimal("48.6"), None, "EUR"),
    ]


def test_the_first_known_cost_holds_for_all_time_before(staged: Staged) -> None:
    costs = "select variant_id, year(valid_from), valid_to, unit_cost_original from stg_shopify__unit_costs"
    assert staged.rows(f"{costs} where workspace_id = 'euro-shop'") == [("110", 1970, None, Decimal("7.5"))]


def test_rates_are_staged_as_loaded(staged: Staged) -> None:
    rates = "select currency, base_currency, rate_date, rate from stg_exchange_rates__rates order by all"
    assert staged.rows(rates) == [
        ("GBP", "EUR", date(2026, 3, 2), Decimal("1.176470588235")),
        ("USD", "EUR", date(2026, 3, 2), Decimal("0.925925925926")),
        ("USD", "EUR", date(2026, 3, 3), Decimal("0.909090909091")),
    ]


@pytest.mark.slow
def test_recorded_rows_pass_every_test_of_staging(tmp_path: Path, manifest: Manifest) -> None:
    staged = Staged(load(tmp_path, replay=write_rows(tmp_path / "recorded")), manifest)
    orders = "select order_id, currency, tax_original from stg_shopify__orders where workspace_id = 'euro-shop'"
    assert staged.rows(orders) == [("21", "USD", Decimal(3))]
    assert staged.rows("select count(*) from raw_shopify.orders where workspace_id = 'euro-shop'") == [(2,)]
    assert staged.rows("select count(*) from raw_shopify.rejected_records") == [(0,)]
