"""Meta's own Python SDK works against the sandbox with only its host changed."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.market.generated import generate_market
from sandbox.market.model.history import value_at
from tests.clients.conftest import ClientEnvironment
from tests.sandbox_server import SandboxServer, serve_market

REQUIREMENTS = ["facebook-business==26.0.3"]
SESSION = Path(__file__).with_name("facebook_business_session.py")
START, NOW = date(2026, 1, 5), datetime(2026, 3, 1, 15, tzinfo=UTC)
SINCE, UNTIL = date(2026, 2, 10), date(2026, 2, 16)


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=START, workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(scope="module")
def answers(served: SandboxServer, client_environment: ClientEnvironment) -> dict[str, Any]:
    """What the SDK's session saw of the first workspace's first account."""
    python = client_environment("facebook-business", REQUIREMENTS)
    token = served.context.credentials.facebook_token("demo-1")
    account_id = served.market.ad_accounts("demo-1", "facebook_ads")[0].account_id
    command = [str(python), str(SESSION), served.url, token, account_id, str(SINCE), str(UNTIL)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_accounts_are_those_of_the_workspace(served: SandboxServer, answers: dict[str, Any]) -> None:
    accounts = served.market.ad_accounts("demo-1", "facebook_ads")
    assert {each["account_id"]: each["currency"] for each in answers["accounts"]} == {
        account.account_id: account.currency for account in accounts
    }
    assert answers["account"]["timezone_name"] == accounts[0].timezone
    assert answers["name_by_batch"] == [accounts[0].name]


def test_campaigns_equal_the_market(served: SandboxServer, answers: dict[str, Any]) -> None:
    account = served.market.ad_accounts("demo-1", "facebook_ads")[0]
    assert {each["id"]: (each["name"], each["effective_status"]) for each in answers["campaigns"]} == {
        campaign.campaign_id: (value_at(campaign.names, NOW), value_at(campaign.statuses, NOW).upper())
        for campaign in served.market.campaigns(account.account_id, NOW)
    }


@pytest.mark.parametrize("report", ["report", "report_by_run"])
def test_report_equals_the_market(served: SandboxServer, answers: dict[str, Any], report: str) -> None:
    account = served.market.ad_accounts("demo-1", "facebook_ads")[0]
    delivered = served.market.ad_days(account.account_id, SINCE, UNTIL, NOW)
    assert len(delivered) > 50, "the report has several pages"
    assert {
        (row["ad_id"], row["date_start"]): (Decimal(row["spend"]), int(row["impressions"])) for row in answers[report]
    } == {(day.ad_id, day.day.isoformat()): (day.spend, day.impressions) for day in delivered}
