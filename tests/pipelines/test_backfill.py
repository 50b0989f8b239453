"""A year of history: few requests, newest days first, and after a kill no finished slice is read again."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from orchestration.sources import find_source
from pipelines.exchange_rates import SOURCE as RATES
from pipelines.facebook_ads.client import PAGE_SIZE as FACEBOOK_PAGE
from pipelines.facebook_ads.history import DAYS_PER_REQUEST as FACEBOOK_DAYS
from pipelines.facebook_ads.reports import HOURLY_DAYS
from pipelines.ga4.client import PAGE_ROWS
from pipelines.ga4.extract import HISTORY_SLICE_DAYS
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.windows import LONGEST_DAYS
from pipelines.shopify.bulk.orders import REFUNDS_PER_QUESTION
from pipelines.shopify.paging import LARGEST_PAGE
from pipelines.tiktok_ads.client import PAGE_SIZE as TIKTOK_PAGE
from pipelines.tiktok_ads.reports import LONGEST_DAYS as TIKTOK_DAYS
from sandbox.market.generated import generate_market
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)
SINCE, UNTIL = date(2025, 3, 1), date(2026, 2, 28)
WINDOW = SyncWindow(NOW, SINCE, UNTIL)
# A year of Analytics is every single event of its export.
YEARS = ("facebook_ads", "google_ads", "tiktok_ads", pytest.param("ga4", marks=pytest.mark.long))
LONGEST = {
    "facebook_ads": FACEBOOK_DAYS,
    "google_ads": LONGEST_DAYS,
    "tiktok_ads": TIKTOK_DAYS,
    "ga4": HISTORY_SLICE_DAYS,
}
PAGE = {"facebook_ads": FACEBOOK_PAGE, "google_ads": 10**9, "tiktok_ads": TIKTOK_PAGE, "ga4": PAGE_ROWS}
SHORTER = {
    ("facebook_ads", "hourly_insights"): HOURLY_DAYS,
    ("google_ads", "clicks"): 1,
    ("tiktok_ads", "hourly_insights"): 1,
    ("ga4", "export_events"): 1,
}
"""Reports that a platform answers for fewer days at once."""
REQUESTS = {"export_events": 2}
"""Requests to a window where one is not enough: a day of the export is a table, described before it is read."""


@dataclass
class Committed:
    """What a warehouse would hold of a run: cursors, and every covered key with how often it was read."""

    cursors: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    pieces: list[Slice] = field(default_factory=list)

    def commit(self, piece: Slice) -> None:
        self.pieces.append(piece)
        self.cursors[piece.stream].update(piece.cursor)

    def days(self, stream: str) -> list[tuple[str, date]]:
        """The accounts' days of a daily stream in the order in which they were read."""
        return [
            (one.account_id, one.date_day) for piece in self.pieces if piece.stream == stream for one in piece.windows
        ]


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    market = generate_market(seed=5, start=SINCE, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW) as served:
        yield served


def connection(server: SandboxServer, source: str) -> Connection:
    workspace = server.workspaces()[0]
    described = next(each for each in workspace["connections"] if each["source"] == source)
    shop = f"/shops/{described['config']['shop']}" if source == "shopify" else ""
    return Connection(
        workspace["workspace_id"],
        f"{source}-1",
        source,
        described["config"],
        described["secrets"],
        server.url + shop,
        b"key",
    )


def backfill(server: SandboxServer, source: str, committed: Committed, most: int | None = None) -> int:
    """Reads on until ``most`` slices are committed; returns how many requests that took."""
    server.context.faults.clear()
    pieces = find_source(source).extract(connection(server, source), committed.cursors, WINDOW)
    for count, piece in enumerate(pieces, 1):
        committed.commit(piece)
        if count == most:
            break
    requests = {path: count for path, count in server.context.faults.requests.items() if not path.endswith("/token")}
    return sum(requests.values())


def fewest_requests(source: str, committed: Committed) -> int:
    """What a year takes at least: lists by whole pages, reports by the longest windows and whole pages of them."""
    if source == "shopify":
        return _fewest_of_shopify(committed)
    total = 0
    rows: Mapping[str, list[int]] = defaultdict(list)
    accounts: Mapping[str, set[str]] = defaultdict(set)
    days: Mapping[str, set[date]] = defaultdict(set)
    for piece in committed.pieces:
        rows[piece.stream].append(piece.row_count)
        accounts[piece.stream] |= {one.account_id for one in piece.windows}
        days[piece.stream] |= {one.date_day for one in piece.windows}
    for stream, counts in rows.items():
        if not days[stream]:
            total += sum(max(1, math.ceil(count / PAGE[source])) for count in counts)
            continue
        longest = SHORTER.get((source, stream), LONGEST[source])
        windows = math.ceil(len(days[stream]) / longest) * len(accounts[stream])
        total += max(windows * REQUESTS.get(stream, 1), math.ceil(sum(counts) / PAGE[source]))
    return total


def _fewest_of_shopify(committed: Committed) -> int:
    """The shop; for orders two pieces of two operations, each started, looked at and fetched; refunds and lists."""
    held = {
        table: sum(len(piece.rows.get(table, ())) for piece in committed.pieces)
        for table in ("refunds", "customers", "products")
    }
    lists = math.ceil(held["customers"] / LARGEST_PAGE) + math.ceil(held["products"] / LARGEST_PAGE)
    return 1 + 2 * 2 * 3 + math.ceil(held["refunds"] / REFUNDS_PER_QUESTION) + lists


@pytest.mark.parametrize("source", [*YEARS, "shopify"])
def test_a_year_takes_hardly_more_requests_than_it_must(server: SandboxServer, source: str) -> None:
    committed = Committed()
    requests = backfill(server, source, committed)
    assert requests <= 1.2 * fewest_requests(source, committed), (requests, fewest_requests(source, committed))


@pytest.mark.parametrize("source", YEARS)
def test_a_killed_backfill_goes_on_without_reading_a_finished_day_again(server: SandboxServer, source: str) -> None:
    whole, killed = Committed(), Committed()
    requests = backfill(server, source, whole)
    daily = {piece.stream for piece in whole.pieces if piece.windows}
    lists = len([piece for piece in whole.pieces if piece.stream not in daily])
    taken = 0
    for most in (lists + 2, lists + 5, lists + 9, None):
        taken += backfill(server, source, killed, most)
    for stream in daily:
        read = killed.days(stream)
        assert len(read) == len(set(read)), stream
        assert set(read) == set(whole.days(stream)), stream
        first = next(piece for piece in whole.pieces if piece.stream == stream)
        assert max(one.date_day for one in first.windows) == UNTIL, "the newest days come first"
    # Each start reads the lists again, and Google's spans begin short again.
    assert taken <= requests + 3 * (lists + len(daily) + 2)


def test_a_killed_backfill_of_orders_reads_no_finished_slice_again(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.shopify.order_history.SLICE_ORDERS", 100)
    whole, killed = Committed(), Committed()
    backfill(server, "shopify", whole)
    for most in (6, 6, 9, None):
        backfill(server, "shopify", killed, most)

    def orders(committed: Committed) -> list[str]:
        return [row["order_id"] for piece in committed.pieces for row in piece.rows.get("orders", ())]

    assert len(orders(killed)) == len(set(orders(killed))) == len(orders(whole))
    assert set(orders(killed)) == set(orders(whole))


def test_rates_of_a_year_take_one_request(server: SandboxServer) -> None:
    server.context.faults.clear()
    list(RATES.extract(Connection("w", "c", "exchange_rates", {"currency": "EUR"}, {}, server.url), {}, WINDOW))
    assert server.context.faults.requests.total() == 1
