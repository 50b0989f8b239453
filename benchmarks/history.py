"""Raw rows of many workspaces, made by statements: ads, orders and sessions of every day."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import duckdb

from pipelines.loading.table import LOAD_WINDOWS, REJECTED_RECORDS, Table

SOURCES = ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4", "exchange_rates", "workspaces")
ADS, ORDERS = 10, 5
_FIRST = "date '2024-01-01'"

# What every workspace has once.
_LISTS = {
    "workspaces.workspaces": "'Brand' as name, 'EUR' as currency, 'Europe/Berlin' as timezone",
    "facebook_ads.accounts": "'acc' as account_id, 'EUR' as currency, 'Europe/Berlin' as timezone_name",
    "facebook_ads.campaigns": "'acc' as account_id, 'c1' as id, 'Campaign' as name, 'ACTIVE' as effective_status",
    "shopify.shops": "'shop' as shop_id, 'EUR' as currency, 'Europe/Berlin' as timezone",
    "shopify.products": "'vase' as product_id, 'shop' as shop_id, 'Vase' as title",
    "shopify.product_variants": "'vase' as product_id, 'vase' as variant_id, 9 as price, 4 as unit_cost",
    "ga4.properties": "'p' as property_id, 'EUR' as currency, 'Europe/Berlin' as timezone",
}
# What every day has, `n` counting rows and `day` being theirs.
_AD = (
    "'acc' as account_id, day as date_day, 'c1' as campaign_id, 'Campaign' as campaign_name, 'EUR' as account_currency"
)
_ORDER = "strftime(day, '%Y%m%d') || n as order_id"
_AT = "cast(day as timestamp with time zone) + interval '9 hours'"
_DAILY = {
    "facebook_ads.ad_insights": (
        ADS,
        f"{_AD}, 's1' as adset_id, 'a' || n as ad_id, 'Ad' as ad_name, n + 1.5 as spend, 900 as impressions, "
        "9 as clicks, 1 as purchases, 40 as purchase_value",
    ),
    "facebook_ads.campaign_insights": (
        1,
        f"{_AD}, {sum(n + 1.5 for n in range(ADS))} as spend, {900 * ADS} as impressions, {9 * ADS} as clicks, "
        f"{ADS} as purchases, {40 * ADS} as purchase_value",
    ),
    "shopify.orders": (
        ORDERS,
        f"{_ORDER}, 'shop' as shop_id, strftime(day, '#%Y%m%d') || n as order_name, false as is_test, "
        f"{_AT} as created_at, {_AT} as processed_at, {_AT} as updated_at, 'EUR' as currency, "
        "'buyer ' || (dayofyear(day) % 30) || n as customer_key, 6 as total_shipping, 3 as total_tax, "
        "'https://shop.example/?utm_source=facebook&utm_medium=paid_social&utm_content=a' || n as landing_page",
    ),
    "shopify.order_lines": (
        ORDERS,
        f"{_ORDER}, '1' as order_line_id, 'vase' as product_id, 'vase' as variant_id, 'Vase' as title, 1 as quantity",
    ),
    "shopify.sales": (
        ORDERS,
        f"{_ORDER}, {_ORDER.replace('order_id', 'agreement_id')}, {_ORDER.replace('order_id', 'sale_id')}, "
        f"{_AT} as happened_at, 'ORDER' as reason, 'ORDER' as action_type, 'PRODUCT' as line_type, "
        "'1' as order_line_id, 1 as quantity, 60 as total, 10 as tax, 5 as discount_before_taxes",
    ),
    "ga4.traffic_daily": (
        3,
        "'p' as property_id, day as date_day, 'source ' || n as session_source, 'cpc' as session_medium, "
        "'campaign' as session_campaign_name, 'Paid Search' as session_default_channel_group, "
        "50 as sessions, 30 as engaged_sessions, 40 as total_users, 20 as new_users, 2 as ecommerce_purchases",
    ),
}
_WINDOWS = {"facebook_ads": "acc", "ga4": "p"}


def write_history(path: Path, workspaces: int, days: int) -> None:
    """Raw tables of all sources with ``days`` days of ``workspaces`` workspaces, loaded at once."""
    with duckdb.connect(str(path)) as database:
        for source in SOURCES:
            database.execute(f"create schema raw_{source}")
            database.execute(f"create table raw_{source}._dlt_loads (load_id text, status bigint)")
            for table in _declared(source):
                database.register("no_rows", table.arrow_schema.empty_table())
                database.execute(f"create table raw_{source}.{table.name} as from no_rows")
                database.execute(f"alter table raw_{source}.{table.name} add column _dlt_load_id text")
                database.unregister("no_rows")
        _load(database, range(workspaces), 0, days, "1000")


def add_day(path: Path, days: int) -> int:
    """One more day of the first workspace, with another load; returns its rows."""
    with duckdb.connect(str(path)) as database:
        return _load(database, range(1), days, 1, "1001")


def _load(database: duckdb.DuckDBPyConnection, workspaces: Iterable[int], skip: int, days: int, load_id: str) -> int:
    ids = ", ".join(f"('brand-{number}')" for number in workspaces)
    whose = f"(values {ids}) as brands (workspace_id)"
    dates = f"(select {_FIRST} + cast(d as integer) as day from range({skip}, {skip + days}) as days (d)) as dates"
    rows = 0
    for table, columns in _LISTS.items() if skip == 0 else ():
        rows += _insert(database, table, columns, whose, load_id)
    for table, (per_day, columns) in _DAILY.items():
        rows += _insert(database, table, columns, f"{whose}, {dates}, range({per_day}) as numbers (n)", load_id)
    for source, account in _WINDOWS.items():
        window = f"'{account}' as account_id, 'all' as stream, day as date_day, day as observed_on, 1 as row_count"
        rows += _insert(database, f"{source}.load_windows", window, f"{whose}, {dates}", load_id)
    for source in SOURCES:
        database.execute(f"insert into raw_{source}._dlt_loads values ('{load_id}', 0)")
    return rows


def _insert(database: duckdb.DuckDBPyConnection, table: str, columns: str, rows: str, load_id: str) -> int:
    found = database.execute(
        f"insert into raw_{table} by name select workspace_id, 'bench' as connection_id, {columns}, "
        f"'{load_id}' as _dlt_load_id from {rows}"
    ).fetchone()
    assert found is not None
    return int(found[0])


def _declared(source: str) -> tuple[Table, ...]:
    own: tuple[Table, ...] = import_module(f"pipelines.{source}.tables").TABLES
    return (*own, LOAD_WINDOWS, REJECTED_RECORDS)
