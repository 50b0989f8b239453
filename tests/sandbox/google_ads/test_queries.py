"""The query language: what it gives, and what it refuses by which name."""

import pytest

from tests.sandbox.google_ads.conftest import AdsApi
from tests.sandbox.google_market import AD, BERLIN, DELETED_AD, PMAX, SEARCH

DAYS = "segments.date BETWEEN '2026-03-01' AND '2026-03-20'"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT campaign.id, segments.date FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (
            "SELECT campaign.id, segments.date FROM campaign WHERE segments.date >= '2026-03-01'",
            "EXPECTED_FILTERS_ON_DATE_RANGE",
        ),
        ("SELECT campaign.nonsense FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.start_date FROM campaign", "UNRECOGNIZED_FIELD"),
        (f"SELECT metrics.video_views, segments.date FROM campaign WHERE {DAYS}", "UNRECOGNIZED_FIELD"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM keyword", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        (
            "SELECT customer_client.id, metrics.clicks FROM customer_client",
            "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
        ),
        (
            f"SELECT segments.conversion_action_name, metrics.cost_micros FROM campaign WHERE {DAYS}",
            "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
        ),
        (
            "SELECT campaign.id FROM campaign WHERE campaign.status = 'ENABLED'",
            "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
        ),
        ("SELECT campaign.id FROM campaign ORDER BY metrics.clicks", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        ("FROM campaign", "EXPECTED_SELECT"),
        ("SELECT campaign.id", "EXPECTED_FROM"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id", "UNEXPECTED_END_OF_QUERY"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 1 OR campaign.id = 2", "EXPECTED_AND"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN ()", "PROHIBITED_EMPTY_LIST_IN_CONDITION"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id ABOUT 3", "BAD_OPERATOR"),
        ("SELECT campaign.name FROM campaign WHERE campaign.name = 'x", "STRING_NOT_TERMINATED"),
        ("SELECT campaign.id FROM campaign LIMIT 0", "BAD_LIMIT_VALUE"),
        ("SELECT campaign.id FROM campaign PARAMETERS nonsense=true", "BAD_PARAMETER_NAME"),
        ("SELECT campaign.id FROM campaign nonsense", "UNEXPECTED_INPUT"),
        (
            "SELECT campaign.id, segments.date FROM campaign WHERE segments.date DURING LAST_90_DAYS",
            "INVALID_VALUE_WITH_DURING_OPERATOR",
        ),
    ],
)
def test_refused_queries_have_the_names_of_the_api(api: AdsApi, query: str, name: str) -> None:
    assert api.refusal(query) == (400, {"queryError": name})


def test_page_size_cannot_be_set(api: AdsApi) -> None:
    answer = api.post("search", "SELECT campaign.id FROM campaign", pageSize=100)
    assert answer.json()["error"]["details"][0]["errors"][0]["errorCode"] == {"requestError": "PAGE_SIZE_NOT_SUPPORTED"}


def ids(api: AdsApi, condition: str, fields: str = "campaign.id, campaign.name, campaign.status") -> list[str]:
    return [row["campaign"]["id"] for row in api.rows(f"SELECT {fields} FROM campaign {condition}")]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("WHERE campaign.id = 17001", [SEARCH]),
        ("WHERE campaign.id != 17001", [PMAX]),
        ("WHERE campaign.id IN (17001, 17002)", [SEARCH, PMAX]),
        ("WHERE campaign.id NOT IN ('17001')", [PMAX]),
        ("WHERE campaign.name LIKE 'Brand%'", [SEARCH]),
        ("WHERE campaign.name NOT LIKE 'Brand%'", [PMAX]),
        ("WHERE campaign.name REGEXP_MATCH '.*thing'", [PMAX]),
        ("WHERE campaign.status = 'ENABLED' AND campaign.id > 17001", [PMAX]),
        ("WHERE campaign.id BETWEEN 17000 AND 17001", [SEARCH]),
        ("WHERE campaign.name IS NOT NULL", [SEARCH, PMAX]),
        ("WHERE campaign.name IS NULL", []),
        ("ORDER BY campaign.id DESC", [PMAX, SEARCH]),
        ("ORDER BY campaign.id DESC LIMIT 1", [PMAX]),
    ],
)
def test_conditions(api: AdsApi, condition: str, expected: list[str]) -> None:
    assert ids(api, condition) == expected


def test_lists_are_filtered_by_containment(api: AdsApi) -> None:
    query = "SELECT ad_group_ad.ad.id, ad_group_ad.ad.final_urls FROM ad_group_ad WHERE ad_group_ad.ad.final_urls"
    assert len(api.rows(f"{query} CONTAINS ANY ('https://shop.example/brand', 'x')")) == 2
    assert api.rows(f"{query} CONTAINS NONE ('https://shop.example/brand')") == []


def test_relative_dates_are_days_of_the_account(api: AdsApi) -> None:
    query = "SELECT customer.id, segments.date, metrics.clicks FROM customer WHERE segments.date DURING {}"
    days = [row["segments"]["date"] for row in api.rows(query.format("LAST_7_DAYS"))]
    assert days == [f"2026-03-{day}" for day in range(13, 20)]
    assert [row["segments"]["date"] for row in api.rows(query.format("TODAY"))] == ["2026-03-20"]


def test_removed_ads_are_returned_and_keep_their_days(api: AdsApi) -> None:
    ads = {row["adGroupAd"]["ad"]["id"]: row["adGroupAd"]["status"] for row in api.rows(
        "SELECT ad_group_ad.ad.id, ad_group_ad.status FROM ad_group_ad"
    )}  # fmt: skip
    assert ads == {AD: "ENABLED", DELETED_AD: "REMOVED"}


def test_without_segments_entities_appear_with_zeros(api: AdsApi) -> None:
    early = "segments.date BETWEEN '2026-02-01' AND '2026-02-02'"
    query = f"SELECT campaign.id, metrics.clicks, metrics.ctr FROM campaign WHERE {early}"
    assert [row["metrics"] for row in api.rows(query)] == [{"clicks": "0", "ctr": 0}] * 2
    segmented = query.replace("metrics.ctr", "segments.date")
    assert api.rows(segmented) == []


def test_field_changes_between_versions(api: AdsApi) -> None:
    assert api.rows("SELECT campaign.start_date FROM campaign", BERLIN, 22)[0]["campaign"]["startDate"] == "2026-02-21"
    newer = api.rows("SELECT campaign.start_date_time FROM campaign", BERLIN, 23)[0]["campaign"]
    assert newer["startDateTime"] == "2026-02-21 00:30:00"
    views = f"SELECT metrics.video_trueview_views FROM campaign WHERE {DAYS}"
    assert api.rows(views, BERLIN, 22)[0]["metrics"]["videoTrueviewViews"] == str(7 * 30)
