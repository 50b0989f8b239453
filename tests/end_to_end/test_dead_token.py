"""One workspace of fifty has a dead token: forty-nine complete, one says so."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sandbox.market.generated import generate_market
from tests.line import lay_line
from tests.sandbox_server import serve_market

REPOSITORY = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.mark.slow
def test_all_others_complete_and_one_says_reauth(tmp_path: Path) -> None:
    market = generate_market(seed=4, start=date(2026, 2, 27), workspaces=50, size="small", now=NOW)
    with serve_market(market, NOW) as sandbox:
        lay_line(tmp_path, sandbox.url)
        sandbox.context.credentials.revoke("facebook_ads", "demo-4")
        variables = {**os.environ, "OMNITRACKIQ_HOME": str(tmp_path), "OMNITRACKIQ_SANDBOX_URL": sandbox.url}
        command = [sys.executable, "-m", "orchestration.cli", "sync", "--source", "facebook_ads"]
        lenient = subprocess.run([*command, "--json"], env=variables, cwd=REPOSITORY, capture_output=True, text=True)
        strict = subprocess.run([*command, "--strict"], env=variables, cwd=REPOSITORY, capture_output=True, text=True)
    assert lenient.returncode == 0, lenient.stderr
    outcomes = {outcome["workspace_id"]: outcome for outcome in json.loads(lenient.stdout)}
    assert len(outcomes) == 50
    assert [name for name, outcome in outcomes.items() if outcome["status"] == "reauth"] == ["demo-4"]
    assert {outcome["status"] for name, outcome in outcomes.items() if name != "demo-4"} == {"ok"}
    assert all(outcome["rows"] for name, outcome in outcomes.items() if name != "demo-4")
    assert "connect the account again" in outcomes["demo-4"]["message"]
    assert strict.returncode == 1
    assert "reauth" in strict.stdout
    assert "Traceback" not in strict.stderr
