"""A warehouse file with believable marts, for tests of publishing, reporting and pages that need no build.

Shapes follow the data model; numbers come from a seed and have no other meaning.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests import demo_ads

_MONEY = "decimal(18,6)"
_RATIO = "double"
_TABLES: dict[str, str] = {
    "overview_daily": f"""workspace_id varchar not null, date_day date not null, gross_revenue {_MONEY},
        discounts {_MONEY}, refunds {_MONEY}, refunds_by_order_date {_MONEY}, net_revenue {_MONEY}, ad_spend {_MONEY},
        orders bigint, new_customers bigint, roas {_RATIO}, cac {_RATIO}, new_customer_cac {_RATIO}, aov {_RATIO},
        sessions bigint, conversion_rate {_RATIO}""",
    "channel_daily": f"""workspace_id varchar not null, date_day date not null, channel varchar not null,
        spend {_MONEY}, impressions bigint, clicks bigint, sessions bigint, platform_conversions {_MONEY},
        platform_revenue {_MONEY}, attributed_orders {_MONEY}, attributed_revenue {_MONEY}, roas {_RATIO},
        platform_roas {_RATIO}, cpa {_RATIO}""",
    "orders": f"""workspace_id varchar not null, order_id varchar not null, order_name varchar,
        ordered_at timestamptz, order_date date, gross_revenue {_MONEY}, discounts {_MONEY}, refunds {_MONEY},
        net_revenue {_MONEY}, customer_key varchar, is_new_customer boolean, first_channel varchar,
        last_channel varchar""",
    "data_freshness": """workspace_id varchar not null, source varchar not null, last_synced_at timestamptz,
        first_day_loaded date, last_day_loaded date, rows bigint not null, status varchar not null,
        sync_status varchar, error varchar, quarantined_rows bigint not null""",
    **demo_ads.TABLES,
}
# channel: share of spend, share of sessions, share of attributed orders, what the platform claims per attributed order
_CHANNELS: dict[str, tuple[float, float, float, float]] = {
    "paid_social": (0.46, 0.24, 0.21, 1.6),
    "paid_search": (0.24, 0.15, 0.19, 1.15),
    "paid_shopping": (0.22, 0.10, 0.13, 1.2),
    "video": (0.08, 0.04, 0.02, 2.4),
    "organic_search": (0, 0.17, 0.15, 0),
    "email": (0, 0.07, 0.11, 0),
    "direct": (0, 0.15, 0.13, 0),
    "referral": (0, 0.05, 0.03, 0),
    "unattributed": (0, 0.03, 0.03, 0),
}
_SOURCES = ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4", "exchange_rates")


@dataclass(frozen=True, slots=True)
class DemoWorkspace:
    """A workspace to invent numbers for; ``daily_orders`` sets its size."""

    workspace_id: str
    name: str
    currency: str
    timezone: str
    daily_orders: int = 60


ACME = DemoWorkspace("demo-1", "Northwind Outfitters", "EUR", "Europe/Berlin")
BOLT = DemoWorkspace("demo-2", "Bolt & Bloom", "USD", "America/New_York", 25)
KOTO = DemoWorkspace("demo-3", "Koto Living", "JPY", "Asia/Tokyo", 12)


def write_warehouse(
    path: Path,
    workspaces: list[DemoWorkspace],
    today: date,
    days: int = 200,
    seed: int = 7,
    synced: datetime | None = None,
) -> None:
    """Write a new warehouse file whose days end with ``today`` (half done); ``synced`` is at noon UTC unless given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema staging")
        for name, columns in _TABLES.items():
            connection.execute(f"create table marts.{name} ({columns})")
            connection.execute(f"comment on table marts.{name} is 'One row per key of {name}.'")
        connection.execute("comment on column marts.overview_daily.roas is 'Net revenue over ad spend; it''s blended.'")
        connection.execute(
            "create table staging.stg_workspaces__workspaces "
            "(workspace_id varchar, workspace_name varchar, currency varchar, timezone varchar)"
        )
        for workspace in workspaces:
            add_workspace(connection, workspace, today, days, seed, synced)


def add_workspace(
    connection: duckdb.DuckDBPyConnection,
    workspace: DemoWorkspace,
    today: date,
    days: int = 200,
    seed: int = 7,
    synced: datetime | None = None,
) -> None:
    """Add one more workspace to an open warehouse."""
    random_ = random.Random(f"{seed} {workspace.workspace_id}")
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _TABLES}
    for age in range(days, -1, -1):
        _add_day(rows, workspace, today - timedelta(days=age), age, random_)
    since = today - timedelta(days=days)
    for name, listed in demo_ads.listed(
        workspace.workspace_id, workspace.currency, workspace.timezone, since, today
    ).items():
        rows[name] += listed
    synced = synced or datetime.combine(today, time(12), tzinfo=UTC)
    for source in _SOURCES:
        held = (today - timedelta(days=days), today, days * 40)
        rows["data_freshness"].append((workspace.workspace_id, source, synced, *held, "ok", "ok", None, 0))
    connection.execute(
        "insert into staging.stg_workspaces__workspaces values (?, ?, ?, ?)",
        [workspace.workspace_id, workspace.name, workspace.currency, workspace.timezone],
    )
    for name, values in rows.items():
        columns = [pa.array(column) for column in zip(*values, strict=True)]
        batch = pa.table(columns, names=[f"column_{position}" for position in range(len(columns))])
        connection.register("batch", batch)
        connection.execute(f"insert into marts.{name} select * from batch")
        connection.unregister("batch")


def _add_day(
    rows: dict[str, list[tuple[Any, ...]]], workspace: DemoWorkspace, day: date, age: int, random_: random.Random
) -> None:
    part = 0.45 if age == 0 else 1.0
    season = (1.18, 1.05, 0.98, 0.95, 1.0, 0.86, 1.02)[day.weekday()] * (1.22 - age * 0.0016)
    orders = max(1, round(workspace.daily_orders * season * part * random_.uniform(0.86, 1.14)))
    price = Decimal(str(round(random_.uniform(58, 71), 2))) * (150 if workspace.currency == "JPY" else 1)
    gross = _exact(price * orders)
    discounts = _exact(gross * Decimal(str(round(random_.uniform(0.06, 0.11), 3))))
    refunds = _exact(gross * Decimal(str(round(random_.uniform(0.02, 0.06), 3))))
    net = gross - discounts - refunds
    spend = _exact(net * Decimal(str(round(random_.uniform(0.26, 0.34), 3))))
    new = round(orders * random_.uniform(0.42, 0.58))
    sessions = round(orders / random_.uniform(0.021, 0.027))
    rows["overview_daily"].append(
        (
            workspace.workspace_id, day, gross, discounts, refunds, refunds, net, spend, orders, new,
            _over(net, spend), _over(spend, orders), _over(spend, new), _over(gross - discounts, orders), sessions,
            _over(orders, sessions),
        )
    )  # fmt: skip
    for channel, shares in _CHANNELS.items():
        rows["channel_daily"].append(_channel(workspace, day, channel, shares, net, spend, orders, sessions))
    for table, of_day in demo_ads.of_day(workspace.workspace_id, workspace.currency, day, spend).items():
        rows[table] += of_day
    name = f"{day:%Y%m%d}"
    rows["orders"].append(
        (
            workspace.workspace_id, name, f"#{name}", datetime.combine(day, time(9), tzinfo=UTC), day, gross,
            discounts, refunds, net, f"customer of {workspace.workspace_id}", True, "paid_social", "email",
        )
    )  # fmt: skip


def _channel(
    workspace: DemoWorkspace,
    day: date,
    channel: str,
    shares: tuple[float, float, float, float],
    net: Decimal,
    spend: Decimal,
    orders: int,
    sessions: int,
) -> tuple[Any, ...]:
    paid, visits, credit, claim = (Decimal(str(share)) for share in shares)
    cost, attributed, revenue = _exact(spend * paid), _exact(orders * credit), _exact(net * credit)
    claimed = revenue * claim
    clicks = int(sessions * visits) if paid else 0
    return (
        workspace.workspace_id, day, channel, cost, clicks * 60, clicks, int(sessions * visits),
        _exact(attributed * claim), _exact(claimed), attributed, revenue, _over(revenue, cost), _over(claimed, cost),
        _over(cost, attributed),
    )  # fmt: skip


def _exact(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.000001"))


def _over(above: Decimal | int, below: Decimal | int) -> Decimal | None:
    return _exact(Decimal(above) / Decimal(below)) if below else None
