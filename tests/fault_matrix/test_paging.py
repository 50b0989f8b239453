"""R3: lists that go in circles, break off, shift or lie about their length. No list is read more than three times.

Report runs that never get ready, or fail when they are, are Facebook's: see its own tests of streams.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pipelines.facebook_ads import client as facebook
from pipelines.ga4 import client as ga4
from pipelines.shopify import paging as shopify
from pipelines.tiktok_ads import client as tiktok
from tests.fault_matrix.conftest import Clock
from tests.fault_matrix.served import ServedPlatform
from tests.fault_matrix.test_transport import assert_one_sentence
from tests.sandbox.ad_market import FB_EURO, account, ids

# Platforms with pages, and how many requests their lists take in the small ones of these tests.
PAGED: Mapping[str, int] = {"facebook_ads": 4 + 3, "tiktok_ads": 4 + 3, "shopify": 4, "ga4": 4 + 1}
# Requests to the same address before the first page: the shop and how many orders it has, the property's own facts.
FIRST: Mapping[str, int] = {"shopify": 2, "ga4": 1}
# The pages of the first list that is counted.
FIRST_PAGES: Mapping[str, int] = {"tiktok_ads": 2, "ga4": 4}
ENDLESS = 50
READINGS = 3


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(facebook, "PAGE_SIZE", 10)
    monkeypatch.setattr(tiktok, "PAGE_SIZE", 10)
    monkeypatch.setattr(ga4, "PAGE_ROWS", 2)
    monkeypatch.setattr(shopify, "FIRST_PAGE", 1)
    monkeypatch.setattr(shopify, "LARGEST_PAGE", 1)


def lists_before(platform: ServedPlatform) -> int:
    return FIRST.get(platform.platform.name, 0)


@pytest.mark.parametrize("platform", PAGED, indirect=True)
def test_small_pages_bring_the_same_data(platform: ServedPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_pages = platform.read()
    assert platform.requests_to_path == PAGED[platform.platform.name] + lists_before(platform)
    monkeypatch.undo()
    assert in_small_pages.tables == platform.read().tables


# TikTok counts its pages, so that two of them in turn are no way in which it could go wrong.
@pytest.mark.parametrize(
    ("platform", "back"),
    [*((name, 1) for name in PAGED), *((name, 2) for name in PAGED if name != "tiktok_ads")],
    ids=lambda value: {1: "the same page for ever", 2: "two pages in turn"}.get(value, value),
    indirect=["platform"],
)
def test_a_circle_is_left_after_one_page_twice(platform: ServedPlatform, back: int) -> None:
    before = platform.read()
    asked = platform.requests
    platform.forget()
    platform.plan(kind="repeat", back=back, skip=lists_before(platform) + back, times=ENDLESS)
    reading = platform.read()
    assert reading.status == "failed"
    assert_one_sentence(reading)
    # Of lists that are counted and not followed, a longer circle looks like one that shifts.
    assert platform.requests <= asked * (READINGS if (platform.platform.name, back) == ("ga4", 2) else 1)
    strange = {name: [row for row in rows if row not in before.tables[name]] for name, rows in reading.tables.items()}
    assert not any(strange.values()), strange


@pytest.mark.parametrize("platform", ["facebook_ads", "shopify"], indirect=True)
def test_a_list_that_goes_on_without_a_cursor_is_no_whole_list(platform: ServedPlatform) -> None:
    field = {"facebook_ads": "after", "shopify": "endCursor"}[platform.platform.name]
    platform.plan(kind="edit", edits=[{"field": field, "drop": True}], skip=lists_before(platform), times=ENDLESS)
    reading = platform.read()
    assert reading.status == "failed"
    assert_one_sentence(reading)


SHIFTS = pytest.mark.parametrize(
    ("platform", "edit"),
    [
        ("tiktok_ads", {"field": "total_number", "plus": 1}),
        ("tiktok_ads", {"field": "page_info", "beside": {"list": []}}),
        ("ga4", {"field": "rowCount", "plus": 1}),
        ("ga4", {"field": "rows", "drop": True}),
    ],
    ids=["tiktok_ads: grows", "tiktok_ads: lacks a page", "ga4: grows", "ga4: lacks a page"],
    indirect=["platform"],
)


@SHIFTS
def test_a_list_that_shifts_while_it_is_paged_is_read_again(platform: ServedPlatform, edit: dict[str, Any]) -> None:
    pages = FIRST_PAGES[platform.platform.name]
    platform.plan(kind="edit", edits=[edit], skip=lists_before(platform) + pages - 1)
    reading = platform.read()
    assert (reading.status, reading.message) == ("ok", "")
    assert reading.tables == platform.truth.tables
    again = platform.requests_to_path - lists_before(platform) - PAGED[platform.platform.name]
    assert again == pages


@SHIFTS
def test_a_list_that_shifts_for_ever_is_read_three_times(platform: ServedPlatform, edit: dict[str, Any]) -> None:
    platform.plan(kind="edit", edits=[edit], skip=lists_before(platform), times=ENDLESS)
    reading = platform.read()
    assert reading.status == "failed"
    assert "the next sync reads it again" in reading.message
    assert_one_sentence(reading)
    # A list that seems longer may be asked for one page behind its end.
    assert platform.requests_to_path - lists_before(platform) <= READINGS * (FIRST_PAGES[platform.platform.name] + 1)
    platform.forget()
    assert platform.read().tables == platform.truth.tables


@pytest.mark.parametrize(
    ("platform", "field", "value"),
    [
        ("tiktok_ads", "total_number", 999),
        ("tiktok_ads", "total_number", 1),
        ("ga4", "rowCount", 1_000_000_000),
        ("ga4", "rowCount", 1),
    ],
    indirect=["platform"],
)
def test_a_count_that_lies_is_not_believed(platform: ServedPlatform, field: str, value: int) -> None:
    platform.plan(kind="edit", edits=[{"field": field, "value": value}], times=ENDLESS)
    reading = platform.read()
    assert reading.status == "failed"
    assert "announced" in reading.message
    assert platform.requests < ENDLESS


@pytest.mark.parametrize("platform", ["tiktok_ads"], indirect=True)
def test_pages_that_were_promised_are_not_asked_for_behind_the_end(platform: ServedPlatform) -> None:
    platform.read()
    asked = platform.requests
    platform.forget()
    platform.plan(kind="edit", edits=[{"field": "total_page", "value": 1_000_000}], times=ENDLESS)
    reading = platform.read()
    assert reading.tables == platform.truth.tables
    # One page behind the end of each list at most.
    assert asked < platform.requests <= asked + platform.fewest_requests


@pytest.mark.parametrize("platform", ["facebook_ads"], indirect=True)
def test_pages_that_have_to_shrink_half_way_bring_the_same_data(
    platform: ServedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facebook, "SMALLEST_PAGE", 2)
    too_much = json.dumps({"error": {"code": 1, "message": "Please reduce the amount of data you're asking for"}})
    platform.plan(status=500, body=too_much, skip=1)
    reading = platform.read()
    assert (reading.status, reading.tables) == ("ok", platform.truth.tables)


@pytest.mark.parametrize("platform", ["facebook_ads"], indirect=True)
def test_an_object_that_moves_to_a_later_page_is_held_once(platform: ServedPlatform) -> None:
    moved = {"id": ids(account(FB_EURO).account_id)["campaign"], "name": "Seen twice"}
    platform.plan(match="/campaigns", kind="edit", edits=[{"field": "data", "also": [moved]}])
    reading = platform.read()
    assert reading.status == "ok"
    assert len(reading.tables["campaigns"]) == len(platform.truth.tables["campaigns"])
    assert [row["name"] for row in reading.tables["campaigns"] if row["id"] == moved["id"]] == ["Seen twice"]
