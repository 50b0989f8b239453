"""Sources are judged by their age and status, and every judgement says what to do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from omnitrackiq.reporting.freshness import ago, judge

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    known = {
        "source": "shopify",
        "last_synced_at": NOW - timedelta(minutes=30),
        "first_day_loaded": date(2026, 1, 1),
        "last_day_loaded": date(2026, 3, 1),
        "rows": 12,
        "status": "ok",
        "sync_status": "ok",
        "error": None,
        "quarantined_rows": 0,
    }
    return known | changes


@pytest.mark.parametrize(
    ("changes", "state", "sentence"),
    [
        ({}, "fresh", "Shopify is up to date: the last sync was 30 min ago."),
        ({"last_synced_at": NOW - timedelta(hours=4)}, "late", "Shopify is late: the last sync was 4 h ago."),
        (
            {"last_synced_at": None, "status": "never", "sync_status": None},
            "waiting",
            "Shopify has not been synced yet.",
        ),
        (
            {"status": "error", "sync_status": "reauth"},
            "broken",
            "Shopify: Access was withdrawn or has expired: reconnect the account.",
        ),
        (
            {"status": "error", "sync_status": "config"},
            "broken",
            "Shopify: Its settings no longer fit the account: check the connection.",
        ),
        (
            {"status": "error", "sync_status": "failed"},
            "broken",
            "Shopify: The last sync failed: it is tried again with the next one.",
        ),
        (
            {"status": "error", "sync_status": "failed", "error": "The shop is closed: ask its owner."},
            "broken",
            "Shopify: The shop is closed: ask its owner.",
        ),
        (
            {"status": "late", "sync_status": "throttled_until"},
            "waiting",
            "Shopify asked us to wait; the sync goes on by itself.",
        ),
        ({"status": "late"}, "late", "Shopify is late: the last sync was 30 min ago."),
        (
            {"source": "exchange_rates", "last_synced_at": NOW - timedelta(days=3)},
            "fresh",
            "Exchange rates is up to date: the last sync was 3 days ago.",
        ),
        (
            {"source": "my_crm", "last_synced_at": NOW - timedelta(days=3)},
            "late",
            "my_crm is late: the last sync was 3 days ago.",
        ),
    ],
)
def test_every_state_is_said_in_words(changes: dict[str, Any], state: str, sentence: str) -> None:
    judged = judge(row(**changes), NOW)
    assert (judged.state, judged.sentence) == (state, sentence)


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(hours=48), "2 days ago"),
    ],
)
def test_ages_read_well(age: timedelta, text: str) -> None:
    assert ago(age) == text
