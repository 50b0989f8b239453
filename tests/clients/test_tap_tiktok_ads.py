"""The Singer tap for TikTok works against the sandbox with only the host changed."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.market.generated import generate_market
from sandbox.market.model.ads import AdAccount
from sandbox.market.model.history import value_at
from tests.clients.conftest import ClientEnvironment
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.slow

REQUIREMENTS = ["tap-tiktok-ads==1.2.1"]
SESSION = Path(__file__).with_name("tap_tiktok_session.py")
START, NOW = date(2026, 1, 5), datetime(2026, 3, 1, 15, tzinfo=UTC)
SINCE, UNTIL = date(2026, 1, 10), date(2026, 2, 25)


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=START, workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(scope="module")
def account(served: SandboxServer) -> AdAccount:
    return served.market.ad_accounts("demo-1", "tiktok_ads")[0]


@pytest.fixture(scope="module")
def records(
    served: SandboxServer,
    account: AdAccount,
    client_environment: ClientEnvironment,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[dict[str, Any]]]:
    """The records that the tap wrote, by stream: discovered, all streams selected, then synced."""
    python = client_environment("tap-tiktok-ads", REQUIREMENTS)
    folder = tmp_path_factory.mktemp("tap")
    config, catalog = folder / "config.json", folder / "catalog.json"
    config.write_text(
        json.dumps(
            {
                "access_token": served.context.credentials.tiktok_token("demo-1"),
                "accounts": account.account_id,
                "start_date": f"{SINCE}T00:00:00Z",
                "end_date": f"{UNTIL}T00:00:00Z",
                "include_deleted": "true",
            }
        )
    )

    def tap(*arguments: str) -> str:
        command = [str(python), str(SESSION), served.url, "--config", str(config), *arguments]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    discovered = json.loads(tap("--discover"))
    for stream in discovered["streams"]:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = True
    catalog.write_text(json.dumps(discovered))
    messages = [json.loads(line) for line in tap("--catalog", str(catalog)).splitlines()]
    found: dict[str, list[dict[str, Any]]] = {stream["tap_stream_id"]: [] for stream in discovered["streams"]}
    for message in messages:
        if message["type"] == "RECORD":
            found[message["stream"]].append(message["record"])
    return found


def test_every_stream_of_the_tap_is_readable(records: dict[str, list[dict[str, Any]]]) -> None:
    with_records = {
        "campaigns",
        "adgroups",
        "ads",
        "ad_insights",
        "ad_insights_by_age_and_gender",
        "ad_insights_by_country",
        "ad_insights_by_platform",
        "campaign_insights_by_province",
    }
    assert {name for name, found in records.items() if found} == with_records
    assert set(records) == {*with_records, "advertisers"}, "the advertiser is older than the tap's start date"


def test_campaigns_equal_the_market(
    served: SandboxServer, account: AdAccount, records: dict[str, list[dict[str, Any]]]
) -> None:
    since = datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC)
    names = {
        campaign.campaign_id: value_at(campaign.names, NOW)
        for campaign in served.market.campaigns(account.account_id, NOW)
        if max([campaign.created_at, *(e.since for e in campaign.names + campaign.statuses if e.since <= NOW)]) >= since
    }
    assert names, "the tap leaves out what did not change since its start date"
    assert {record["campaign_id"]: record["campaign_name"] for record in records["campaigns"]} == names


def test_report_equals_the_market(
    served: SandboxServer, account: AdAccount, records: dict[str, list[dict[str, Any]]]
) -> None:
    market = served.market
    deleted = {ad.ad_id for ad in market.ads(account.account_id, NOW) if value_at(ad.statuses, NOW) == "deleted"}
    deleted_above = {
        record.campaign_id
        for record in market.campaigns(account.account_id, NOW)
        if value_at(record.statuses, NOW) == "deleted"
    }
    expected = {
        (day.ad_id, day.day): day.spend
        for day in market.ad_days(account.account_id, SINCE, UNTIL, NOW)
        if day.ad_id not in deleted and day.campaign_id not in deleted_above
    }
    found = {
        (record["ad_id"], date.fromisoformat(record["stat_time_day"][:10])): Decimal(str(record["spend"]))
        for record in records["ad_insights"]
        if record["impressions"]
    }
    assert timedelta(days=30) < UNTIL - SINCE, "the tap needs more than one report"
    assert found == expected, "the tap does not ask for deleted ads"
