"""Answers on the wire: framing, types, paging, and figures that equal the market."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import orjson

from sandbox.google_ads import endpoints
from tests.sandbox.google_ads.conftest import AdsApi
from tests.sandbox.google_market import AD, BERLIN, DELETED_AD, GROUP, MANAGER, PMAX, SEARCH, march, spend_of

MARCH = "segments.date BETWEEN '2026-03-01' AND '2026-03-31'"
DAILY = (
    "campaign.id, segments.date, metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, "
    "metrics.conversions_value, metrics.view_through_conversions"
)


def test_rest_mapping_of_a_row(api: AdsApi) -> None:
    query = (
        "SELECT campaign.id, campaign.advertising_channel_type, campaign_budget.amount_micros, ad_group.id, "
        "ad_group_ad.ad.id, ad_group_ad.ad.final_urls, segments.date, segments.year, metrics.clicks, "
        f"metrics.cost_micros, metrics.conversions, metrics.average_cpc FROM ad_group_ad WHERE {MARCH}"
    )
    refused = api.refusal(query)
    assert refused[1] == {"queryError": "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"}
    row = api.rows(query.replace("campaign_budget.amount_micros, ", ""))[4]
    ad_name = f"customers/{BERLIN}/ads/{AD}"
    assert row["adGroupAd"] == {
        "resourceName": f"customers/{BERLIN}/adGroupAds/{GROUP}~{AD}",
        "ad": {"resourceName": ad_name, "id": AD, "finalUrls": ["https://shop.example/brand"]},
    }
    assert row["segments"] == {"date": "2026-03-05", "year": 2026}
    assert row["campaign"]["advertisingChannelType"] == "SEARCH"
    assert row["metrics"]["clicks"] == "45"
    assert row["metrics"]["costMicros"] == "10510000"
    assert row["metrics"]["conversions"] == 2
    assert isinstance(row["metrics"]["averageCpc"], float)


def test_unselected_resource_names_can_be_left_out(api: AdsApi) -> None:
    row = api.rows("SELECT campaign.id FROM campaign PARAMETERS omit_unselected_resource_names=true")[0]
    assert row == {"campaign": {"id": SEARCH}}


def test_stream_comes_as_an_array_of_batches(api: AdsApi, monkeypatch: Any) -> None:
    monkeypatch.setattr(endpoints, "BATCH_ROWS", 15)
    body = {"query": f"SELECT {DAILY} FROM campaign WHERE {MARCH}"}
    url = f"{api.server.url}/v23/customers/{BERLIN}/googleAds:searchStream"
    with httpx.stream("POST", url, json=body, headers=api.headers) as response:
        assert response.headers["transfer-encoding"] == "chunked"
        batches = orjson.loads(response.read())
    assert [len(batch["results"]) for batch in batches] == [15, 15, 10]
    assert {batch["requestId"] for batch in batches} == {response.headers["request-id"]}
    assert batches[0]["fieldMask"].startswith("campaign.id,segments.date,metrics.impressions")
    assert ["queryResourceConsumption" in batch for batch in batches] == [False, False, True]


def test_no_rows_are_an_empty_array(api: AdsApi) -> None:
    answer = api.post("searchStream", "SELECT campaign.id FROM campaign WHERE campaign.id = 5")
    assert answer.json() == []
    assert "results" not in api.post("search", "SELECT campaign.id FROM campaign WHERE campaign.id = 5").json()


def test_search_pages_belong_to_their_query(api: AdsApi, monkeypatch: Any) -> None:
    monkeypatch.setattr(endpoints, "PAGE_ROWS", 1)
    query = "SELECT campaign.id FROM campaign"
    settings = {"returnTotalResultsCount": True}
    first = api.post("search", query, searchSettings=settings).json()
    assert first["totalResultsCount"] == "2"
    token = first["nextPageToken"]
    second = api.post("search", query, pageToken=token).json()
    assert "nextPageToken" not in second
    assert [page["results"][0]["campaign"]["id"] for page in (first, second)] == [SEARCH, PMAX]
    other = api.post("search", f"{query} LIMIT 9", pageToken=token).json()
    assert other["error"]["details"][0]["errors"][0]["errorCode"] == {"requestError": "EXPIRED_PAGE_TOKEN"}
    broken = api.post("search", query, pageToken="x").json()
    assert broken["error"]["details"][0]["errors"][0]["errorCode"] == {"requestError": "INVALID_PAGE_TOKEN"}


def spend_by_campaign(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["campaign"]["id"]] += Decimal(row["metrics"]["costMicros"]).scaleb(-6)
    return dict(sums)


def test_performance_max_spends_without_ads(api: AdsApi) -> None:
    days = [date(2026, 3, day) for day in range(1, 21)]
    ads = sum(spend_of(AD, day) for day in days) + sum(spend_of(DELETED_AD, day) for day in days[:10])
    pmax = sum(spend_of(PMAX, day) for day in days)
    by_campaign = spend_by_campaign(api.rows(f"SELECT {DAILY} FROM campaign WHERE {MARCH}"))
    assert by_campaign == {SEARCH: ads, PMAX: pmax}
    assert spend_by_campaign(api.rows(f"SELECT {DAILY} FROM ad_group_ad WHERE {MARCH}")) == {SEARCH: ads}
    assert spend_by_campaign(api.rows(f"SELECT {DAILY} FROM asset_group WHERE {MARCH}")) == {PMAX: pmax}
    account = api.rows(f"SELECT segments.date, metrics.cost_micros FROM customer WHERE {MARCH}")
    assert sum(Decimal(row["metrics"]["costMicros"]).scaleb(-6) for row in account) == ads + pmax


def conversions_of_the_fifth(api: AdsApi) -> tuple[Any, Any]:
    query = f"SELECT {DAILY} FROM ad_group_ad WHERE segments.date = '2026-03-05' AND metrics.conversions > 0"
    metrics = api.rows(query)[0]["metrics"]
    return metrics["conversions"], metrics["conversionsValue"]


def test_conversions_arrive_late_and_are_taken_back(api: AdsApi) -> None:
    api.server.set_now(march(9))
    assert conversions_of_the_fifth(api) == (2, 110.5)
    api.server.set_now(march(11))
    assert conversions_of_the_fifth(api) == (1, 100.1)
    api.server.set_now(march(16))
    assert conversions_of_the_fifth(api) == (2, 150.3)


def test_views_are_no_conversions(api: AdsApi) -> None:
    query = f"SELECT {DAILY} FROM ad_group_ad WHERE segments.date = '2026-03-06'"
    metrics = next(row["metrics"] for row in api.rows(query) if row["metrics"]["viewThroughConversions"] == "1")
    assert metrics["conversions"] == 0


def test_conversions_by_action(api: AdsApi) -> None:
    query = (
        "SELECT campaign.id, segments.conversion_action_category, metrics.conversions_value FROM campaign "
        f"WHERE {MARCH}"
    )
    rows = {row["campaign"]["id"]: row for row in api.rows(query)}
    assert rows[PMAX]["metrics"]["conversionsValue"] == 81.3
    assert rows[SEARCH]["segments"]["conversionActionCategory"] == "PURCHASE"


def test_names_are_those_of_today(api: AdsApi) -> None:
    query = "SELECT campaign.id, campaign.name FROM campaign"
    assert api.rows(query)[0]["campaign"]["name"] == "Brand | DE (v2)"
    api.server.set_now(march(11))
    assert api.rows(query)[0]["campaign"]["name"] == "Brand | DE"


def test_conversion_windows(api: AdsApi) -> None:
    query = "SELECT conversion_action.id, conversion_action.click_through_lookback_window_days FROM conversion_action"
    action = api.rows(query)[0]["conversionAction"]
    assert action["clickThroughLookbackWindowDays"] == "30"
    assert api.rows("SELECT customer.id FROM customer", MANAGER)[0]["customer"]["id"] == MANAGER
