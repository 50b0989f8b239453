"""Which purchase counts, and which page an ad leads to."""

from decimal import Decimal
from typing import Any

import pytest

from pipelines.facebook_ads.creatives import landing_page
from pipelines.facebook_ads.purchases import Purchases, canonical_purchases
from pipelines.facebook_ads.records import attribution_days, insight_row


def entries(**values: str) -> list[dict[str, str]]:
    names = {"omni": "omni_purchase", "plain": "purchase", "pixel": "offsite_conversion.fb_pixel_purchase"}
    return [{"action_type": names.get(name, name), "value": value} for name, value in values.items()]


@pytest.mark.parametrize(
    ("actions", "values", "expected"),
    [
        (
            entries(omni="4", plain="4", pixel="3"),
            entries(omni="311.40", plain="311.40"),
            ("4", "311.40", "omni_purchase"),
        ),
        (entries(plain="2", pixel="1"), entries(plain="9.99", pixel="5"), ("2", "9.99", "purchase")),
        (entries(pixel="3", link_click="9"), entries(pixel="30"), ("3", "30", "pixel")),
        (entries(omni="1"), entries(plain="5"), ("1", "0", "omni_purchase")),
        (None, entries(omni="5"), ("0", "5", "omni_purchase")),
        (entries(link_click="71"), None, ("0", "0", None)),
        (None, None, ("0", "0", None)),
    ],
    ids=["omni", "plain", "pixel", "same type for both", "value only", "other actions", "nothing"],
)
def test_one_purchase_type_counts(actions: Any, values: Any, expected: tuple[str, str, str | None]) -> None:
    found = canonical_purchases({"actions": actions, "action_values": values})
    assert found == Purchases(Decimal(expected[0]), Decimal(expected[1]), expected[2])


def test_entries_torn_apart_by_breakdowns_are_added_up() -> None:
    actions = [{"action_type": "omni_purchase", "action_device": device, "value": "2"} for device in ("a", "b")]
    assert canonical_purchases({"actions": actions}).count == 4


def test_a_list_that_holds_no_numbers_is_left_to_the_quarantine() -> None:
    row = insight_row("1", {"date_start": "2026-03-01", "actions": entries(omni="many")})
    assert "many" in row["purchases"]


@pytest.mark.parametrize(
    "creative",
    [
        {"object_story_spec": {"link_data": {"link": "https://x"}}},
        {"object_story_spec": {"video_data": {"call_to_action": {"value": {"link": "https://x"}}}}},
        {"asset_feed_spec": {"link_urls": [{"website_url": "https://x"}]}},
        {"link_url": "https://x"},
        {"template_url_spec": {"web": {"url": "https://x"}}},
    ],
    ids=lambda creative: next(iter(creative)),
)
def test_landing_page_wherever_it_is(creative: dict[str, Any]) -> None:
    assert landing_page(creative) == "https://x"
    assert landing_page({"id": "1"}) is None


def test_look_back_follows_the_longest_window() -> None:
    assert attribution_days([{"attribution_spec": [{"event_type": "CLICK_THROUGH", "window_days": 90}]}, {}]) == 90
    assert attribution_days([]) == 0
