"""What the sandbox sends for Google Ads is what Google's own messages read, in our version and in the newest one."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipelines.google_ads.client import DEFAULT_VERSION
from pipelines.google_ads.detail_reports import CLICKS, DETAIL_REPORTS
from pipelines.google_ads.reports import ACCOUNTS, ENTITIES, FACTS
from sandbox import google_ads
from sandbox.google_ads.availability import offers
from sandbox.google_ads.fields import ATTRIBUTED, FIELDS, NEWEST_VERSION, find
from sandbox.google_ads.resources import rows_of
from sandbox.google_sign_in import issue
from sandbox.market.generated import generate_market
from sandbox.market.model.ads import AdAccount
from tests.clients.conftest import ClientEnvironment
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.slow

REQUIREMENTS = ["google-ads==34.0.0"]
SESSION = Path(__file__).with_name("google_ads_messages_session.py")
VERSIONS = (DEFAULT_VERSION, NEWEST_VERSION)
START, NOW = date(2026, 2, 1), datetime(2026, 3, 12, 15, tzinfo=UTC)
SINCE, UNTIL = "2026-02-01", "2026-03-12"


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxServer]:
    market = generate_market(seed=5, start=START, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW, twins=[google_ads.routes]) as server:
        yield server


@pytest.fixture(scope="module")
def account(served: SandboxServer) -> AdAccount:
    accounts = served.market.ad_accounts("demo-1", "google_ads")
    return next(one for one in accounts if one.manager_id and one.status == "active")


@pytest.fixture(scope="module")
def bodies(served: SandboxServer, account: AdAccount) -> dict[str, list[tuple[str, Any]]]:
    """Everything that the source asks for, every known field of every resource, and a refusal, by version."""
    return {f"v{version}": list(_bodies(served, account, version)) for version in VERSIONS}


def _bodies(served: SandboxServer, account: AdAccount, version: int) -> Iterator[tuple[str, Any]]:
    headers = {
        "Authorization": f"Bearer {issue(served.context, 'google_ads', 'demo-1')}",
        "developer-token": served.context.credentials.developer_token,
        "login-customer-id": str(account.manager_id),
    }
    home = f"{served.url}/v{version}/customers"
    yield "ListAccessibleCustomersResponse", httpx.get(f"{home}:listAccessibleCustomers", headers=headers).json()
    reports = (ACCOUNTS, *ENTITIES, *FACTS, *DETAIL_REPORTS)
    asked = [report.query(version, UNTIL if report is CLICKS else SINCE, UNTIL) for report in reports]
    for query in (*asked, *_whole_resources(version)):
        body = {"query": query}
        stream = httpx.post(f"{home}/{account.account_id}/googleAds:searchStream", json=body, headers=headers)
        assert stream.status_code == 200, (query, stream.text)
        for batch in stream.json():
            yield "SearchGoogleAdsStreamResponse", batch
    search = httpx.post(f"{home}/{account.account_id}/googleAds:search", json={"query": asked[0]}, headers=headers)
    yield "SearchGoogleAdsResponse", search.json()
    nonsense = {"query": "SELECT campaign.nonsense FROM campaign"}
    refused = httpx.post(f"{home}/{account.account_id}/googleAds:search", json=nonsense, headers=headers)
    yield "GoogleAdsFailure", refused.json()["error"]["details"][0]


def _whole_resources(version: int) -> Iterator[str]:
    """A query per resource for every attribute, and one for every metric, that the sandbox knows."""
    for resource, owners in ATTRIBUTED.items():
        known = [name for name in FIELDS if name.split(".")[0] in owners and find(name, version)]
        day = f"WHERE segments.date = '{UNTIL}'" if resource == "click_view" else ""
        yield f"SELECT {', '.join(known)} FROM {resource} {day}"
        metrics = [name for name, field in FIELDS.items() if field.category == "METRIC" and find(name, version)]
        if offered := [name for name in metrics if offers(resource, FIELDS[name])]:
            days = f"segments.date BETWEEN '{UNTIL if resource == 'click_view' else SINCE}' AND '{UNTIL}'"
            yield f"SELECT segments.date, segments.device, {', '.join(offered)} FROM {resource} WHERE {days}"


@pytest.fixture(scope="module")
def seen(bodies: dict[str, Any], client_environment: ClientEnvironment) -> dict[str, Any]:
    """What Google's messages say of the bodies."""
    python = client_environment("google-ads", REQUIREMENTS)
    command = [str(python), str(SESSION)]
    result = subprocess.run(command, input=json.dumps(bodies), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize("version", [f"v{version}" for version in VERSIONS])
def test_every_answer_is_read_whole(bodies: dict[str, Any], seen: dict[str, Any], version: str) -> None:
    sent = [row for _, body in bodies[version] for row in body.get("results", ())]
    assert seen[version]["rows"] == len(sent) > 1000
    micros = sum(int(row.get("metrics", {}).get("costMicros", 0)) for row in sent)
    assert seen[version]["cost_micros"] == micros > 0
    value = sum(Decimal(str(row.get("metrics", {}).get("conversionsValue", 0))) for row in sent)
    assert seen[version]["conversions_value"] == pytest.approx(float(value))
    assert seen[version]["codes"] == ["query_error"]
    assert all(name.startswith("customers/") for name in seen[version]["names"])


def test_rows_cover_every_entity(served: SandboxServer, account: AdAccount, bodies: dict[str, Any]) -> None:
    ads = {key for key, _ in rows_of("ad_group_ad", served.market, account, NOW)}
    sent = [row for _, body in bodies["v23"] for row in body.get("results", ())]
    assert {row["adGroupAd"]["ad"]["id"] for row in sent if "adGroupAd" in row and "ad" in row["adGroupAd"]} == ads
