"""The export to BigQuery: tables by day, rows in BigQuery's form, late and repeated events, consent."""

from collections import Counter
from typing import Any

import httpx
import pytest

from sandbox.ga4.export_api import PROJECT
from sandbox.google_sign_in import issue
from tests.sandbox.google_market import NORTH_PROPERTY, SOUTH_PROPERTY, march
from tests.sandbox_server import SandboxServer


class BigQuery:
    """Asks for the export as the user of ``north``."""

    def __init__(self, server: SandboxServer) -> None:
        self.server = server
        self.headers = {"Authorization": f"Bearer {issue(server.context, 'ga4', 'north')}"}

    def get(self, path: str = "", property_id: str = NORTH_PROPERTY, project: str = PROJECT, **params: str) -> Any:
        home = f"{self.server.url}/bigquery/v2/projects/{project}/datasets/analytics_{property_id}/tables"
        return httpx.get(f"{home}{path}", params=params, headers=self.headers)

    def names(self) -> list[str]:
        return [item["tableReference"]["tableId"] for item in self.get().json()["tables"]]

    def column(self, table: str, name: str) -> list[Any]:
        rows = self.get(f"/{table}/data", selectedFields=name).json()["rows"]
        values = [row["f"][0]["v"] for row in rows]
        return [value["f"][0]["v"] if isinstance(value, dict) else value for value in values]


@pytest.fixture
def bigquery(served: SandboxServer) -> BigQuery:
    return BigQuery(served)


def test_days_have_tables_and_the_present_one_an_intraday_table(bigquery: BigQuery) -> None:
    names = bigquery.names()
    assert names[0] == "events_20260305"
    assert names[-1] == "events_intraday_20260320"
    bigquery.server.set_now(march(21, 6))
    assert bigquery.names()[-2:] == ["events_20260320", "events_intraday_20260321"]


def test_rows_are_positional_texts(bigquery: BigQuery) -> None:
    path = "/events_20260305/data"
    fields = "event_name,device.category,event_params,ecommerce.purchase_revenue"
    answer = bigquery.get(path, selectedFields=fields).json()
    rows = [row["f"] for row in answer["rows"]]
    assert answer["totalRows"] == str(len(rows))
    names = Counter(row[0]["v"] for row in rows)
    assert names == {"first_visit": 1, "session_start": 1, "page_view": 6, "purchase": 1}
    (purchase,) = (row for row in rows if row[0]["v"] == "purchase")
    assert purchase[2] == {"v": {"f": [{"v": "mobile"}]}}
    assert purchase[3] == {"v": {"f": [{"v": "119.50"}]}}
    session = next(param["v"]["f"] for param in purchase[1]["v"] if param["v"]["f"][0]["v"] == "ga_session_id")
    assert session[1] == {"v": {"f": [{"v": None}, {"v": "1"}, {"v": None}, {"v": None}]}}


def test_pages_follow_each_other(bigquery: BigQuery) -> None:
    whole = bigquery.get("/events_20260305/data", selectedFields="event_timestamp").json()["rows"]
    paged, token = [], "0"
    while token:
        page = bigquery.get(
            "/events_20260305/data", selectedFields="event_timestamp", maxResults="2", pageToken=token
        ).json()
        paged += page["rows"]
        token = page.get("pageToken", "")
    assert paged == whole
    assert bigquery.get(maxResults="2").json()["nextPageToken"] == "2"


def test_visitors_without_consent_have_no_client(bigquery: BigQuery) -> None:
    hidden = bigquery.column("events_20260306", "privacy_info.analytics_storage")
    clients = bigquery.column("events_20260306", "user_pseudo_id")
    assert {(consent, client is None) for consent, client in zip(hidden, clients, strict=True)} == {
        ("No", True),
        ("Yes", False),
    }


def test_a_day_is_written_again_when_late_events_arrive(bigquery: BigQuery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.ga4.export_events.LATE_SHARE", 0.02)
    monkeypatch.setattr("sandbox.ga4.export_events.fraction", lambda key, name: 0.01 if name == "late" else 1.0)

    def seen(day: int) -> tuple[str, str]:
        bigquery.server.set_now(march(day))
        about = bigquery.get("/events_20260307").json()
        return about["lastModifiedTime"], about["numRows"]

    versions = [seen(day) for day in (8, 9, 10, 11, 12)]
    assert [rows for _, rows in versions] == ["0", *["10"] * 4]
    assert len({modified for modified, _ in versions}) == 4, "written on four mornings"


@pytest.mark.parametrize(
    ("path", "more", "status", "reason"),
    [
        ("", {"property_id": SOUTH_PROPERTY}, 403, "accessDenied"),
        ("", {"project": "elsewhere"}, 404, "notFound"),
        ("/events_20250101", {}, 404, "notFound"),
    ],
)
def test_what_may_not_be_read(bigquery: BigQuery, path: str, more: dict[str, str], status: int, reason: str) -> None:
    answer = bigquery.get(path, **more)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (status, reason)


def test_a_dead_token(bigquery: BigQuery) -> None:
    bigquery.server.context.credentials.revoke("ga4", "north")
    assert bigquery.get().json()["error"]["errors"][0]["reason"] == "authError"
