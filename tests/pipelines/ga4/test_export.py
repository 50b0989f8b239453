"""The days of the export: what is read of them, when they are read again, and what stays out of the warehouse."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from pipelines.ga4 import SOURCE, export_client, export_days
from pipelines.ga4.export_days import HeldDays, Stamp
from pipelines.ga4.export_schema import row_decoder, wanted_part
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, PermanentError
from pipelines.loading.request import SyncWindow
from sandbox.ga4.export_api import PROJECT
from tests.pipelines.ga4.conftest import CORE_ONLY
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.google_market import NORTH_PROPERTY, NOW, march, order, tagged

OTHERS_OFF = {"streams_off": [name for name in CORE_ONLY["streams_off"] if name != "export_events"]}


def connected(line: GoogleLine, **config: Any) -> Connection:
    return line.connection(**{"bigquery_project": PROJECT, **OTHERS_OFF, **config})


class Held:
    """What a connection has read of the export so far, day by day."""

    def __init__(self, line: GoogleLine, connection: Connection) -> None:
        self.line = line
        self.connection = connection
        self.days: dict[date, list[dict[str, Any]]] = {}
        self.cursor: dict[str, Any] = {}

    def read(self, since: date | None = None, until: date | None = None) -> list[int]:
        """Reads once more; the days of the month that came, in their order."""
        window = SyncWindow(self.line.server.context.clock.now(), since, until)
        came = []
        for piece in SOURCE.extract(self.connection, {"export_events": self.cursor}, window):
            if piece.stream == "export_events":
                self.cursor |= piece.cursor
                for _, day in piece.covers.get("export_events", ()):
                    self.days[day] = [dict(row) for row in piece.rows["export_events"]]
                    came.append(day.day)
        return came

    def tell(self, **what: str) -> None:
        url = f"{self.line.server.url}/_sandbox/ga4/properties/{NORTH_PROPERTY}/export"
        httpx.post(url, json=what).raise_for_status()


@pytest.fixture
def held(line: GoogleLine) -> Held:
    return Held(line, connected(line))


def test_days_come_newest_first_and_only_what_changed_comes_again(held: Held) -> None:
    assert held.read() == list(range(20, 4, -1))
    assert held.read() == []
    held.line.server.set_now(march(20, 15))
    assert held.read() == [20], "the day that is still streaming"
    held.line.server.set_now(march(21, 7))
    assert held.read() == [21, 20, 19, 18, 17], "the new day, the daily table of the last, and those written again"
    held.line.server.set_now(march(26, 7))
    assert held.read() == [26, 25, 24, 23, 22, 21, 20, 19, 18], "the last two were written once more meanwhile"
    asked = held.line.requests("/tables/events_20260319")
    held.line.server.set_now(march(27, 7))
    assert 19 not in held.read()
    assert held.line.requests("/tables/events_20260319") == asked, "what is final is not asked for again"


def test_a_day_that_is_delivered_anew_replaces_the_old_one_however_old(held: Held) -> None:
    held.read()
    held.line.server.market.touched.append(tagged(900, march(7, 12), client_id="2.2", session_id=2))  # type: ignore[attr-defined]
    held.line.server.set_now(march(20, 12))
    assert held.read() == []
    held.tell(delivered_anew="2026-03-07")
    before = len(held.days[date(2026, 3, 7)])
    assert held.read() == [7]
    assert len(held.days[date(2026, 3, 7)]) > before
    assert held.read() == []


def test_a_table_that_is_gone_leaves_its_day_alone(held: Held) -> None:
    held.read()
    held.tell(expire="2026-03-07")
    assert held.read(since=date(2026, 3, 6), until=date(2026, 3, 8)) == [8, 6]
    assert held.days[date(2026, 3, 7)]


def test_a_table_that_goes_while_it_is_read_is_passed_over(held: Held) -> None:
    body = '{"error": {"code": 404, "errors": [{"reason": "notFound"}]}}'
    held.line.server.plan_fault(match="tables/events_20260310", status=404, body=body)
    assert 10 not in held.read()
    assert held.read() == [10]


def test_reading_goes_on_where_it_was_interrupted(held: Held) -> None:
    pieces = SOURCE.extract(held.connection, {}, SyncWindow(NOW))
    read = [piece for piece in (next(pieces) for _ in range(9)) if piece.stream == "export_events"]
    for piece in read:
        held.cursor |= piece.cursor
    first = held.read()
    assert len(read) + len(first) == 16
    assert first[-1] == 5


def test_a_month_comes_at_first_and_another_with_each_sync(line: GoogleLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_days, "DAYS_AT_ONCE", 6)
    held = Held(line, connected(line, backfill_days=""))
    assert held.read() == [20, 19, 18, 17, 16, 15]
    line.server.set_now(march(21, 7))
    assert held.read() == [21, 20, 19, 18, 17, 14, 13, 12, 11, 10]
    assert held.read() == [9, 8, 7, 6, 5]


def test_an_event_has_its_session_source_and_order(held: Held) -> None:
    held.read()
    (bought,) = (row for row in held.days[date(2026, 3, 5)] if row["event_name"] == "purchase")
    expected = {
        "property_id": NORTH_PROPERTY,
        "date_day": "2026-03-05",
        "is_intraday": False,
        "client_key": held.connection.hash("1.1"),
        "session_id": "1",
        "session_number": "1",
        "session_engaged": True,
        "transaction_id": "501",
        "purchase_revenue": Decimal("119.5"),
        "currency": "EUR",
        "page_location": "https://shop.example/thank-you",
        "session_source": "google",
        "session_medium": "cpc",
        "session_channel_group": "Paid Search",
        "collected_source": "google",
        "gclid": "x1",
        "analytics_storage": "Yes",
        "device_category": "mobile",
        "country": "DE",
    }
    assert {name: bought[name] for name in expected} == expected
    clients = Counter(row["client_key"] is None for row in held.days[date(2026, 3, 6)])
    assert clients[True] == 4, "three pages and a purchase of the visitor without consent"


def test_events_that_are_delivered_twice_have_the_same_key(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.ga4.export_events.REPEATED_SHARE", 1.1)
    held.read()
    for rows in held.days.values():
        assert set(Counter(row["event_key"] for row in rows).values()) <= {2}


def test_the_warehouse_holds_every_event_and_nothing_of_a_person(line: GoogleLine) -> None:
    market = line.server.market
    address = "https://shop.example/brand?utm_source=x&email=jane%40canary.example&u=jane@canary.example"
    visit = tagged(50, march(9, 9), shopper_id=50, client_id="50.1", landing_url=address)
    market.touched.append(visit)  # type: ignore[attr-defined]
    market.ordered.append(order(550, (visit,), "12.00"))  # type: ignore[attr-defined]
    (outcome,) = line.sync(connected(line))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.table("rejected_records") == []
    stored = line.table("export_events")
    assert {row["event_name"] for row in stored} == {"first_visit", "session_start", "page_view", "purchase"}
    bought = {row["transaction_id"]: row["purchase_revenue"] for row in stored if row["transaction_id"]}
    assert bought == {"501": Decimal("119.5"), "502": 40, "503": 77, "550": 12}
    text = repr(stored).lower()
    assert "canary" not in text
    assert "50.1" not in text
    assert all(row["user_key"] is None or len(row["user_key"]) == 64 for row in stored)
    first = line.rows("select min(event_at) from export_events where date_day = '2026-03-05'")
    assert first == [(march(5, 9),)]
    windows = line.rows("select count(*), sum(row_count) from load_windows where stream = 'export_events'")
    assert windows == [(16, len(stored))]


def test_pages_repeat_or_do_not_add_up(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_client, "PAGE_ROWS", 2)
    whole = Held(held.line, held.connection)
    whole.read(since=date(2026, 3, 5), until=date(2026, 3, 5))
    assert len(whole.days[date(2026, 3, 5)]) == 9
    for body, times, said in (
        ('{"totalRows": "5", "rows": []}', 3, "the next sync reads it again"),
        ('{"totalRows": "5", "rows": [], "pageToken": "same"}', 2, "nothing of this day was loaded"),
    ):
        held.line.server.plan_fault(match="intraday_20260320/data", times=times, status=200, body=body)
        with pytest.raises(PermanentError, match=said):
            held.read()
        held.line.server.context.faults.clear()


def test_a_day_that_grows_while_it_is_paged_is_read_again(held: Held) -> None:
    held.read(since=date(2026, 3, 20), until=date(2026, 3, 20))
    whole = held.days.pop(date(2026, 3, 20))
    held.line.server.plan_fault(
        match="intraday_20260320/data", kind="edit", edits=[{"field": "totalRows", "value": str(len(whole) + 1)}]
    )
    assert held.read(since=date(2026, 3, 20), until=date(2026, 3, 20)) == [20]
    assert held.days[date(2026, 3, 20)] == whole


def test_without_a_project_or_with_the_stream_off_bigquery_is_not_asked(line: GoogleLine) -> None:
    for connection in (connected(line, bigquery_project=""), connected(line, **CORE_ONLY)):
        list(SOURCE.extract(connection, {}, SyncWindow(NOW)))
    assert line.requests("bigquery") == 0


def test_a_wrong_project_does_not_stop_the_reports(line: GoogleLine) -> None:
    pieces = SOURCE.extract(connected(line, bigquery_project="some-other-project"), {}, SyncWindow(NOW))
    read = []
    with pytest.raises(ConfigurationError, match="bigquery_project"):
        for piece in pieces:
            read.append(piece.stream)
    assert "purchases" in read


def test_the_check_reads_the_export_too(line: GoogleLine) -> None:
    assert line.source.check(connected(line), NOW).warnings == ()
    with pytest.raises(ConfigurationError, match="bigquery_project"):
        line.source.check(connected(line, bigquery_project="some-other-project"), NOW)
    line.server.context.clock.set(march(4))
    line.server.market.touched.clear()  # type: ignore[attr-defined]
    httpx.post(
        f"{line.server.url}/_sandbox/ga4/properties/{NORTH_PROPERTY}/export", json={"expire": "2026-03-04"}
    ).raise_for_status()
    (warning,) = line.source.check(connected(line), march(4)).warnings
    assert "no days yet" in warning


def test_held_days_survive_gaps_and_pruning() -> None:
    def day(number: int) -> date:
        return date.fromordinal(date(2026, 1, 1).toordinal() + number)

    final = Stamp("daily:1", "2", is_settled=True)
    available = [day(number) for number in range(300, -1, -1)]
    held = HeldDays({})
    for each in available[:250]:
        held.note(each, final, available)
        held = HeldDays(held.cursor)
    assert [each for each in available if not held.holds(each)] == available[250:]
    assert len(held.cursor["stamps"]) <= 101
    later = [day(number) for number in range(500, -1, -1)]
    held.note(later[0], final, later)
    assert [each for each in later if not held.holds(each)] == [*later[1:200], *later[450:]]


def test_new_fields_of_the_export_are_kept_and_unread_ones_are_not_asked_for() -> None:
    schema = wanted_part(
        [
            {"name": "event_name", "type": "STRING", "mode": "NULLABLE"},
            {"name": "user_ltv", "type": "RECORD", "mode": "NULLABLE", "fields": []},
            {
                "name": "geo",
                "type": "RECORD",
                "mode": "NULLABLE",
                "fields": [{"name": "city", "type": "STRING"}, {"name": "country", "type": "STRING"}],
            },
            {"name": "brand_new", "type": "INTEGER", "mode": "REPEATED"},
        ]
    )
    row = {"f": [{"v": "page_view"}, {"v": {"f": [{"v": "DE"}]}}, {"v": [{"v": "1"}, {"v": "2"}]}]}
    decoded = row_decoder(schema)(row)
    assert decoded == {"event_name": "page_view", "geo": {"country": "DE"}, "brand_new": ["1", "2"]}
