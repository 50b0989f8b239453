"""Accounts and lists of objects: fields, units, paging, and what is hidden."""

import json

import httpx

from tests.sandbox.ad_market import FB_EURO, FB_YEN, account, deliveries, ids
from tests.sandbox.facebook_ads.conftest import Graph

OWN = ids(FB_EURO)
EVERY_STATUS = json.dumps(["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "CAMPAIGN_PAUSED", "ADSET_PAUSED"])


def test_account_has_typed_fields_and_its_zone(graph: Graph) -> None:
    record = graph.get(
        f"act_{FB_YEN}",
        fields="account_id,name,account_status,currency,timezone_name,timezone_offset_hours_utc,created_time,amount_spent",
    )
    assert record["account_status"] == 1
    assert (record["currency"], record["timezone_name"]) == ("JPY", "Asia/Tokyo")
    assert record["timezone_offset_hours_utc"] == 9.0
    assert record["created_time"] == "2026-02-20T19:00:00+0900"
    spent = sum(row.spend for row in deliveries(account(FB_YEN)))
    assert record["amount_spent"] == str(spent), "yen have no smaller unit"


def test_budgets_are_minor_units_except_where_meta_has_none(graph: Graph) -> None:
    def budget(account_id: str) -> str:
        record = graph.get(f"act_{account_id}/campaigns", fields="daily_budget")["data"][0]
        return str(record["daily_budget"])

    assert budget(FB_EURO) == "5000"
    assert budget(FB_YEN) == "5000"


def test_without_fields_only_the_id_comes_back(graph: Graph) -> None:
    assert graph.get(f"act_{FB_EURO}/campaigns")["data"] == [{"id": OWN["campaign"]}]


def test_unknown_field_is_refused(graph: Graph) -> None:
    assert graph.error(f"act_{FB_EURO}/campaigns", fields="name,colour") == (400, 100, None)


def test_archived_and_deleted_are_hidden_unless_asked_for(graph: Graph) -> None:
    assert [one["id"] for one in graph.get(f"act_{FB_EURO}/ads")["data"]] == [OWN["ad"]]
    every = graph.get(f"act_{FB_EURO}/ads", fields="effective_status,status", effective_status=EVERY_STATUS)["data"]
    assert [(one["id"], one["status"], one["effective_status"]) for one in every] == [
        (OWN["ad"], "ACTIVE", "ACTIVE"),
        (OWN["deleted_ad"], "DELETED", "DELETED"),
        (OWN["archived_ad"], "PAUSED", "ARCHIVED"),
    ]
    only = json.dumps([{"field": "ad.effective_status", "operator": "IN", "value": ["DELETED"]}])
    assert [one["id"] for one in graph.get(f"act_{FB_EURO}/ads", filtering=only)["data"]] == [OWN["deleted_ad"]]


def test_names_and_update_times_are_those_in_force(graph: Graph) -> None:
    record = graph.get(OWN["campaign"], fields="name,updated_time")
    assert record == {"id": OWN["campaign"], "name": "Spring (renamed)", "updated_time": "2026-03-12T13:00:00+0100"}
    since = json.dumps([{"field": "campaign.updated_time", "operator": "GREATER_THAN", "value": 1773144000}])
    assert [one["id"] for one in graph.get(f"act_{FB_EURO}/campaigns", filtering=since)["data"]] == [OWN["campaign"]]


def test_creative_is_an_id_unless_more_is_asked_for(graph: Graph) -> None:
    assert graph.get(OWN["ad"], fields="creative")["creative"] == {"id": f"9{OWN['ad']}"}
    creative = graph.get(OWN["ad"], fields="creative{url_tags,object_story_spec}")["creative"]
    assert creative["object_story_spec"]["link_data"]["link"] == "https://shop.example/spring"
    assert "utm_id={{campaign.id}}" in creative["url_tags"]


def test_pages_are_linked_to_the_end(graph: Graph) -> None:
    first = graph.get(f"act_{FB_EURO}/ads", effective_status=EVERY_STATUS, limit="2", summary="true")
    assert [one["id"] for one in first["data"]] == [OWN["ad"], OWN["deleted_ad"]]
    assert first["summary"] == {"total_count": 3}
    second = httpx.get(first["paging"]["next"], headers={"Authorization": f"Bearer {graph.token}"}).json()
    assert [one["id"] for one in second["data"]] == [OWN["archived_ad"]]
    assert "next" not in second["paging"]
    back = httpx.get(second["paging"]["previous"], headers={"Authorization": f"Bearer {graph.token}"}).json()
    assert back["data"] == first["data"]


def test_next_echoes_a_query_token_and_never_a_header_token(graph: Graph) -> None:
    params = {"limit": "1", "effective_status": EVERY_STATUS}
    by_header = graph.get(f"act_{FB_EURO}/ads", **params)
    assert graph.token not in by_header["paging"]["next"]
    url = f"{graph.server.url}/v25.0/act_{FB_EURO}/ads"
    by_query = httpx.get(url, params={**params, "access_token": graph.token}).json()
    assert graph.token in by_query["paging"]["next"]


def test_lists_below_a_campaign_and_an_ad_set(graph: Graph) -> None:
    assert [one["id"] for one in graph.get(f"{OWN['campaign']}/adsets")["data"]] == [OWN["ad_set"]]
    assert [one["id"] for one in graph.get(f"{OWN['ad_set']}/ads")["data"]] == [OWN["ad"]]


def test_batch_answers_in_order_with_text_bodies(graph: Graph) -> None:
    batch = [
        {"method": "GET", "relative_url": f"act_{FB_EURO}?fields=currency"},
        {"method": "GET", "relative_url": "act_1"},
    ]
    for path in ("/", "/v25.0/"):
        answers = graph.post(path, {"batch": json.dumps(batch)})
        assert [answer["code"] for answer in answers] == [200, 400]
        assert json.loads(answers[0]["body"])["currency"] == "EUR"
