"""Access, advertisers and lists of objects."""

import httpx
import pytest

from tests.sandbox.ad_market import TT_BETA, TT_DOLLAR, TT_PESO, ids
from tests.sandbox.tiktok_ads.conftest import BusinessApi

OWN = ids(TT_DOLLAR)
ALL = {"primary_status": "STATUS_ALL"}


def test_a_dead_token_is_a_code_in_http_200(api: BusinessApi) -> None:
    api.server.context.credentials.revoke("tiktok_ads", "alpha")
    assert api.code("campaign/get/", advertiser_id=TT_DOLLAR) == 40105
    api.token = ""
    assert api.code("campaign/get/", advertiser_id=TT_DOLLAR) == 40104


def test_advertiser_of_another_workspace_is_not_permitted(api: BusinessApi) -> None:
    assert api.code("campaign/get/", advertiser_id=TT_BETA) == 40001
    assert api.code("advertiser/info/", advertiser_ids=[TT_DOLLAR, TT_BETA]) == 40001


def test_version_path_and_slash(api: BusinessApi) -> None:
    url = f"{api.server.url}/open_api/v1.2/campaign/get/"
    assert httpx.get(url, headers={"Access-Token": api.token}).json()["code"] == 40006
    assert api.code("campaign/get", advertiser_id=TT_DOLLAR) == 40400
    assert api.code("keyword/get/", advertiser_id=TT_DOLLAR) == 40400
    assert api.code("user/info") == 0


def test_advertisers(api: BusinessApi) -> None:
    listed = api.get("oauth2/advertiser/get/", app_id="1", secret="2")["list"]
    assert [entry["advertiser_id"] for entry in listed] == [TT_DOLLAR, TT_PESO]
    record = api.get("advertiser/info/", advertiser_ids=[TT_DOLLAR])["list"][0]
    assert (record["currency"], record["timezone"]) == ("USD", "Etc/GMT+8")
    assert isinstance(record["create_time"], int)
    fields = api.get("advertiser/info/", advertiser_ids=[TT_DOLLAR], fields=["currency"])["list"]
    assert fields == [{"currency": "USD"}]


def test_parameters_may_come_as_a_json_body(api: BusinessApi) -> None:
    url = f"{api.server.url}/open_api/v1.3/campaign/get/"
    body = {"advertiser_id": TT_DOLLAR, "filtering": {"campaign_ids": [OWN["campaign"]]}}
    answer = httpx.request("GET", url, json=body, headers={"Access-Token": api.token}).json()
    assert [one["campaign_id"] for one in answer["data"]["list"]] == [OWN["campaign"]]


def test_deleted_objects_are_hidden_by_default(api: BusinessApi) -> None:
    def listed(**filtering: str) -> set[str]:
        data = api.get("ad/get/", advertiser_id=TT_DOLLAR, filtering=filtering)
        return {one["ad_id"] for one in data["list"]}

    assert listed() == {OWN["ad"], OWN["archived_ad"]}
    assert listed(primary_status="STATUS_ALL") == {OWN["ad"], OWN["deleted_ad"], OWN["archived_ad"]}
    assert listed(primary_status="STATUS_DELETE") == {OWN["deleted_ad"]}
    assert listed(secondary_status="AD_STATUS_ALL") == {OWN["ad"], OWN["deleted_ad"], OWN["archived_ad"]}


def test_records_have_text_ids_and_states(api: BusinessApi) -> None:
    data = api.get("ad/get/", advertiser_id=TT_DOLLAR, filtering=ALL)["list"]
    record = next(one for one in data if one["ad_id"] == OWN["deleted_ad"])
    assert (record["campaign_id"], record["adgroup_id"]) == (OWN["campaign"], OWN["ad_set"])
    assert (record["operation_status"], record["secondary_status"]) == ("DISABLE", "AD_STATUS_DELETE")
    mine = {"campaign_ids": [OWN["campaign"]]}
    campaign = api.get("campaign/get/", advertiser_id=TT_DOLLAR, filtering=mine)["list"][0]
    assert campaign["campaign_name"] == "Spring (renamed)"
    assert campaign["create_time"] == "2026-02-20 10:00:00"
    assert campaign["modify_time"] == "2026-03-12 12:00:00"
    assert campaign["budget"] == 50.0


def test_pages(api: BusinessApi) -> None:
    first = api.get("ad/get/", advertiser_id=TT_DOLLAR, filtering=ALL, page="1", page_size="2")
    assert first["page_info"] == {"page": 1, "page_size": 2, "total_number": 3, "total_page": 2}
    second = api.get("ad/get/", advertiser_id=TT_DOLLAR, filtering=ALL, page="2", page_size="2")
    assert len({one["ad_id"] for one in first["list"] + second["list"]}) == 3


def test_unset_change_time_is_null_when_asked_for_and_left_out_otherwise(api: BusinessApi) -> None:
    smart = ids(TT_PESO)
    mine = {"ad_ids": [smart["ad"]]}
    asked = api.get("ad/get/", advertiser_id=TT_PESO, fields=["ad_id", "modify_time"], filtering=mine)["list"]
    assert asked == [{"ad_id": smart["ad"], "modify_time": None}]
    unasked = api.get("ad/get/", advertiser_id=TT_PESO, filtering=mine)["list"]
    assert "modify_time" not in unasked[0]
    plain = api.get("ad/get/", advertiser_id=TT_DOLLAR, fields=["ad_id", "modify_time"])["list"]
    assert all(one["modify_time"] for one in plain)


@pytest.mark.parametrize(
    "params",
    [
        {"page_size": "1001"},
        {"page": "0"},
        {"filtering": "{broken"},
        {"filtering": {"colour": "red"}},
        {"filtering": {"primary_status": "GONE"}},
        {"fields": ["colour"]},
        {"filtering": {"campaign_ids": [str(number) for number in range(101)]}},
        {"filtering": {"modified_after": "2026-03-01 00:00:00"}},
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_may_not_be_asked(api: BusinessApi, params: dict[str, object]) -> None:
    assert api.code("campaign/get/", advertiser_id=TT_DOLLAR, **params) == 40002
