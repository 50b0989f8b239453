"""Reports in parts: real names on the wire, sums that equal the campaign's, and the limits of each resource."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.google_ads.conftest import AdsApi
from tests.sandbox.google_market import BERLIN, GROUP, PMAX, SEARCH, tagged

DAYS = "segments.date BETWEEN '2026-03-01' AND '2026-03-20'"
METRICS = "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, metrics.conversions_value"
NAMES = ("impressions", "clicks", "costMicros", "conversions", "conversionsValue")


def sums(rows: list[dict[str, Any]], campaign: str) -> list[Decimal]:
    own = [row["metrics"] for row in rows if row["campaign"]["id"] == campaign]
    return [sum((Decimal(str(metrics[name])) for metrics in own), Decimal(0)) for name in NAMES]


@pytest.mark.parametrize(
    ("resource", "fields", "campaigns"),
    [
        ("campaign", "segments.device", (SEARCH, PMAX)),
        ("geographic_view", "geographic_view.country_criterion_id, geographic_view.location_type", (SEARCH, PMAX)),
        ("geographic_view", "geographic_view.country_criterion_id, segments.device", (SEARCH, PMAX)),
        ("keyword_view", "ad_group_criterion.keyword.text", (SEARCH,)),
        ("shopping_performance_view", "segments.product_item_id", (PMAX,)),
        ("asset_group", "asset_group.id", (PMAX,)),
    ],
)
def test_parts_add_up_to_the_campaign(api: AdsApi, resource: str, fields: str, campaigns: tuple[str, ...]) -> None:
    whole = api.rows(f"SELECT campaign.id, segments.date, {METRICS} FROM campaign WHERE {DAYS}")
    parts = api.rows(f"SELECT campaign.id, segments.date, {fields}, {METRICS} FROM {resource} WHERE {DAYS}")
    assert {row["campaign"]["id"] for row in parts} == set(campaigns)
    assert len(parts) > len(campaigns) * 20
    for campaign in campaigns:
        assert sums(parts, campaign) == sums(whole, campaign)
    assert parts == api.rows(f"SELECT campaign.id, segments.date, {fields}, {METRICS} FROM {resource} WHERE {DAYS}")


def test_rare_search_terms_are_kept_back(api: AdsApi) -> None:
    query = (
        "SELECT campaign.id, search_term_view.search_term, search_term_view.status, segments.search_term_match_type, "
        f"segments.keyword.info.text, segments.keyword.info.match_type, {METRICS} FROM search_term_view WHERE {DAYS}"
    )
    rows = api.rows(query)
    whole = api.rows(f"SELECT campaign.id, segments.date, {METRICS} FROM campaign WHERE {DAYS}")
    shown, all_of_it = sums(rows, SEARCH), sums(whole, SEARCH)
    assert all(part < total for part, total in zip(shown[:3], all_of_it[:3], strict=True))
    assert shown[0] > all_of_it[0] / 2
    first = next(row for row in rows if row["searchTermView"]["searchTerm"] == "exact")
    assert first["segments"] == {
        "searchTermMatchType": "EXACT",
        "keyword": {"info": {"text": "exact", "matchType": "EXACT"}},
    }
    assert first["searchTermView"]["status"] == "ADDED"
    assert first["searchTermView"]["resourceName"].startswith(f"customers/{BERLIN}/searchTermViews/{SEARCH}~{GROUP}~")


def test_a_click_is_a_row_and_shoppers_find_their_own(api: AdsApi) -> None:
    market = api.server.market
    visit = tagged(7, api.server.context.clock.now().replace(day=5), account_id=BERLIN, ad_id="69001")
    market.touched.append(visit)  # type: ignore[attr-defined]
    day = "segments.date = '2026-03-05'"
    clicks = api.rows(
        f"SELECT click_view.gclid, campaign.id, segments.date, metrics.clicks FROM click_view WHERE {day}"
    )
    whole = api.rows(f"SELECT campaign.id, segments.date, metrics.clicks FROM campaign WHERE {day}")
    assert Counter(row["campaign"]["id"] for row in clicks) == {
        row["campaign"]["id"]: int(row["metrics"]["clicks"]) for row in whole
    }
    gclids = [row["clickView"]["gclid"] for row in clicks]
    assert len(set(gclids)) == len(gclids)
    assert "x7" in gclids


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"SELECT click_view.gclid FROM click_view WHERE {DAYS}", {"queryError": "EXPECTED_FILTERS_ON_DATE_RANGE"}),
        (
            "SELECT click_view.gclid, segments.date FROM click_view WHERE segments.date = '2025-12-01'",
            {"dateError": "EARLIER_THAN_MINIMUM_DATE"},
        ),
        (
            "SELECT campaign.id, segments.date FROM campaign WHERE segments.date BETWEEN '2022-01-01' AND '2022-01-02'",
            {"dateError": "EARLIER_THAN_MINIMUM_DATE"},
        ),
        (
            f"SELECT segments.product_item_id, segments.date FROM campaign WHERE {DAYS}",
            {"queryError": "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"},
        ),
        (
            f"SELECT segments.date, metrics.interactions FROM shopping_performance_view WHERE {DAYS}",
            {"queryError": "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"},
        ),
        (
            "SELECT click_view.gclid, metrics.cost_micros FROM click_view WHERE segments.date = '2026-03-05'",
            {"queryError": "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"},
        ),
    ],
)
def test_limits_of_each_resource(api: AdsApi, query: str, code: dict[str, str]) -> None:
    assert api.refusal(query) == (400, code)


def test_ads_say_what_they_show(api: AdsApi) -> None:
    query = "SELECT ad_group_ad.ad.id, ad_group_ad.ad.responsive_search_ad.headlines FROM ad_group_ad"
    first = api.rows(query)[0]["adGroupAd"]["ad"]
    assert first["responsiveSearchAd"]["headlines"][0] == {"text": "Ad 69001"}
    countries = api.rows("SELECT geo_target_constant.id, geo_target_constant.country_code FROM geo_target_constant")
    assert {"id": "2840", "countryCode": "US"}.items() <= countries[2]["geoTargetConstant"].items()
