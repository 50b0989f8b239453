"""Creatives, breakdowns and report runs of Facebook Ads."""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from pipelines.facebook_ads import SOURCE
from pipelines.facebook_ads.creatives import ad_format, utm_tags
from pipelines.facebook_ads.report_runs import Patience
from pipelines.facebook_ads.usage import Reading, read_usage
from tests.pipelines.ad_line import AdLine
from tests.quick import first_quick
from tests.sandbox.ad_market import FB_EURO, account, deliveries

TAGS = "utm_source=fb&utm_id={{campaign.id}}"
TOO_LARGE = json.dumps({"error": {"message": "x", "code": 1, "is_transient": False}})
RUN = "/v25.0/60420"
ALL = len(deliveries(account(FB_EURO)))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("pipelines.facebook_ads.extract"), "PATIENCE", Patience(0.01, 0.02, 0.2, 0.2))


def test_every_stream_arrives_and_adds_up_to_its_campaigns(line: AdLine) -> None:
    (outcome,) = line.sync(line.connection("alpha", FB_EURO, streams_off=[]))
    assert (outcome.status, outcome.message) == ("ok", "")
    sums = (
        "select campaign_id, date_day, sum(spend), sum(impressions), sum(clicks) from {} {} group by all order by all"
    )
    whole = line.rows(sums.format("campaign_insights", ""))
    for cut in ("country", "age_gender", "placement", "device"):
        assert line.rows(sums.format(f"{cut}_insights", "")) == whole != []
    recent = line.rows("select min(date_day), count(distinct date_day) from hourly_insights")
    assert recent[0][1] == 14, "hours are read for two weeks"
    assert line.rows(sums.format("hourly_insights", "")) == line.rows(
        sums.format("campaign_insights", f"where date_day >= '{recent[0][0]}'")
    )
    first = (
        "select distinct hour_of_day, hour_start at time zone 'UTC' from hourly_insights where date_day = '2026-03-10'"
    )
    assert line.rows(f"select min(hour_of_day), cast(min(x) as text) from ({first}) as t (hour_of_day, x)") == [
        (0, "2026-03-09 23:00:00")
    ]
    creatives = line.rows("select format, utm_id, landing_page from creatives order by id")
    assert creatives == [
        (shown, "{{campaign.id}}", "https://shop.example/spring") for shown in ("image", "image", "carousel")
    ]


@pytest.mark.parametrize(
    ("creative", "shown"),
    [
        ({"url_tags": f"?{TAGS}", "image_url": "https://i"}, "image"),
        ({"object_story_spec": {"link_data": {"link": f"https://x?{TAGS}#top", "picture": "p"}}}, "image"),
        ({"object_story_spec": {"video_data": {"call_to_action": {"value": {"link": f"https://x?{TAGS}"}}}}}, "video"),
        ({"object_story_spec": {"link_data": {"child_attachments": [{"link": f"https://x?{TAGS}"}]}}}, "carousel"),
        ({"asset_feed_spec": {"link_urls": [{}, {"website_url": f"https://x?{TAGS}"}]}}, "other"),
        ({"template_url_spec": {"web": {"url": f"https://x?{TAGS}"}}}, "catalog"),
        ({"link_url": f"https://x?{TAGS}", "object_type": "STATUS"}, "text"),
    ],
    ids=["url_tags", "link", "video", "carousel", "feed", "template", "link_url"],
)
def test_tags_and_format_wherever_they_hide(creative: dict[str, Any], shown: str) -> None:
    found = utm_tags(creative)
    assert (found["utm_source"], found["utm_id"], found["utm_term"]) == ("fb", "{{campaign.id}}", None)
    assert ad_format(creative) == shown


def test_a_report_that_is_too_large_is_made_by_a_run(line: AdLine, impatient: None) -> None:
    line.server.plan_fault(match=f"act_{FB_EURO}/insights", status=500, body=TOO_LARGE, times=4)
    (outcome,) = line.sync(line.connection("alpha", FB_EURO))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows("select count(*) from ad_insights") == [(ALL,)]
    assert line.requests(RUN) >= 5, "four looks, then the rows"


@pytest.mark.parametrize(
    ("state", "times", "status"),
    first_quick(
        [
            ({"async_status": "Job Failed", "async_percent_completion": 100}, 1, "ok"),
            ({"async_status": "Job Failed", "error_code": 2}, 1, "ok"),
            ({"async_status": "Job Failed", "error_code": 80000}, 1, "throttled_until"),
            ({"async_status": "Job Failed", "error_code": 190}, 1, "reauth"),
            ({"async_status": "Job Failed", "error_code": 100}, 1, "failed"),
            ({"async_status": "Job Skipped"}, 2, "ok"),
            ({"async_status": "Job Skipped"}, 3, "throttled_until"),
            ({"async_status": "Job Not Started"}, 99, "throttled_until"),
        ],
        quick=2,
    ),
    ids=lambda value: value.get("async_status", "") if isinstance(value, dict) else str(value),
)
def test_every_end_of_a_run_has_its_status(
    line: AdLine, impatient: None, state: dict[str, Any], times: int, status: str
) -> None:
    line.server.plan_fault(match=f"act_{FB_EURO}/insights", status=500, body=TOO_LARGE, times=4)
    line.server.plan_fault(match=RUN, status=200, body=json.dumps(state), times=times)
    connection = line.connection("alpha", FB_EURO)
    (outcome,) = line.sync(connection)
    assert outcome.status == status, outcome.message
    if status == "ok":
        assert line.rows("select count(*) from ad_insights") == [(ALL,)]


@pytest.fixture
def timeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for report runs last as long as they say, and nobody waits for them."""
    monkeypatch.setattr(import_module("pipelines.facebook_ads.report_runs"), "sleep", lambda _seconds: None)


def test_a_run_that_does_not_end_is_asked_for_in_parts(line: AdLine, timeless: None) -> None:
    line.server.context.capacity.meta_page = {"insights": 0}
    line.server.context.capacity.meta_run_days = 5
    (outcome,) = line.sync(line.connection("alpha", FB_EURO))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows("select count(*) from ad_insights") == [(ALL,)]


def test_a_day_that_no_run_finishes_is_said(line: AdLine, timeless: None) -> None:
    line.server.context.capacity.meta_page = {"insights": 0}
    line.server.context.capacity.meta_run_days = 0
    (outcome,) = line.sync(line.connection("alpha", FB_EURO))
    assert outcome.status == "failed"
    assert "single day" in outcome.message
    assert "within 30 minutes" in outcome.message


def test_usage_headers_are_read_in_whole_and_nonsense_is_nothing() -> None:
    headers = {
        "x-business-use-case-usage": json.dumps(
            {"1": [{"type": "ads_insights", "call_count": 96, "estimated_time_to_regain_access": 12}]}
        ),
        "x-app-usage": '{"call_count":28,"total_time":25}',
        "x-ad-account-usage": '{"acc_id_util_pct":9.5,"reset_time_duration":100}',
        "x-fb-ads-insights-throttle": "nonsense",
    }
    assert read_usage(headers) == [
        Reading("reports", "1", 0.96, timedelta(minutes=12)),
        Reading("app", None, 0.28),
        Reading("account", None, 0.095, timedelta(seconds=100)),
    ]


def test_optional_streams_can_be_left_out_one_by_one(line: AdLine) -> None:
    off = [stream.name for stream in SOURCE.optional_streams if stream.name != "country_insights"]
    line.sync(line.connection("alpha", FB_EURO, streams_off=off))
    assert line.table("country_insights") != []
    assert line.table("device_insights") == line.table("creatives") == []
