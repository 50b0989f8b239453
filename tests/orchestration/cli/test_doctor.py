"""``omnitrackiq doctor`` finds what is wrong and says what to do."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from orchestration.api_versions import version_end
from orchestration.doctor import examine
from tests.omnitrackiq.warehouse.test_location import HOLDER
from tests.orchestration.conftest import Cli
from tests.sandbox_server import SandboxServer


def verdicts(cli: Cli, *arguments: str) -> dict[str, str]:
    """The worst verdict per subject."""
    worst: dict[str, str] = {}
    for finding in json.loads(cli("doctor", "--json", *arguments).out):
        order = ("ok", "note", "bad")
        subject = finding["subject"]
        worst[subject] = max(worst.get(subject, "ok"), finding["verdict"], key=order.index)
        assert finding["verdict"] == "ok" or finding["remedy"]
    return worst


def test_a_sound_installation_has_nothing_bad(cli: Cli, workspace: str, platform: SandboxServer) -> None:
    ran = cli("doctor", "--offline")
    assert ran.code == 0
    subjects = ("settings", "home", "database", "warehouse", "audit log")
    assert verdicts(cli, "--offline") == dict.fromkeys(subjects, "ok")


def test_an_installation_without_migrations_is_told_to_migrate(cli: Cli) -> None:
    ran = cli("doctor")
    assert ran.code == 1
    assert "Run omnitrackiq migrate." in ran.out
    assert cli("migrate").code == 0
    assert cli("doctor").code == 0


def test_settings_that_cannot_be_used_are_found(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_ENV", "production")
    ran = cli("doctor")
    assert ran.code == 1
    assert "OMNITRACKIQ_SECRET_KEY" in ran.out
    assert "OMNITRACKIQ_TRUSTED_PROXIES" in ran.out


def test_a_misspelt_variable_is_noticed(cli: Cli, workspace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_WAREHOSE_URL", "x")
    ran = cli("doctor", "--offline")
    assert ran.code == 0
    assert "Did you mean OMNITRACKIQ_WAREHOUSE_URL?" in ran.out


def test_secrets_that_others_can_read_are_bad(cli: Cli, workspace: str, home: Path) -> None:
    (home / "secrets" / "pii_key").chmod(0o644)
    assert verdicts(cli, "--offline")["home"] == "bad"


def test_a_warehouse_in_use_is_a_note_and_one_that_is_none_is_bad(cli: Cli, workspace: str, home: Path) -> None:
    path = home / "warehouse.duckdb"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert verdicts(cli, "--offline")["warehouse"] == "note"
        holder.kill()
    path.write_bytes(b"not a warehouse " * 1000)
    assert verdicts(cli, "--offline")["warehouse"] == "bad"


def test_an_altered_audit_log_is_bad(cli: Cli, workspace: str, home: Path) -> None:
    assert verdicts(cli, "--offline")["audit log"] == "ok"
    with closing(sqlite3.connect(home / "control.sqlite", isolation_level=None)) as control:
        control.execute("drop trigger audit_events_unchanged")
        control.execute("update audit_events set actor_name = 'somebody else'")
    assert verdicts(cli, "--offline")["audit log"] == "bad"
    assert "alpha was altered at event 1" in cli("doctor", "--offline").out


def test_a_dead_token_is_found_and_offline_leaves_it_alone(
    cli: Cli, workspace: str, platform: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "dead")
    base = ("connection", "add", "--workspace", "alpha", "--source", "facebook_ads", "--config", "account_ids=1")
    cli(*base, "--secret", "access_token=env:TOKEN", "--no-test")
    assert verdicts(cli)["alpha facebook_ads"] == "bad"
    assert verdicts(cli, "--offline").get("alpha facebook_ads") != "bad"


def test_a_version_is_noticed_ninety_days_before_its_end(
    cli: Cli, workspace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "t")
    base = ("connection", "add", "--workspace", "alpha", "--source", "shopify", "--config", "shop=a.myshopify.com")
    cli(*base, "--config", "api_version=2026-07", "--secret", "access_token=env:TOKEN", "--no-test")

    def notes(today: date) -> list[str]:
        return [each.found for each in examine({}, today, offline=True) if each.subject == "alpha shopify"]

    assert notes(date(2027, 4, 1)) == []
    assert notes(date(2027, 4, 2)) == ["its API version 2026-07 ends about 2027-07-01"]


@pytest.mark.parametrize(
    ("source", "version", "end"),
    [
        ("facebook_ads", "v25.0", date(2027, 2, 18)),
        ("google_ads", "v23", date(2027, 1, 28)),
        ("shopify", "2026-07", date(2027, 7, 1)),
        ("shopify", "unstable", None),
        ("tiktok_ads", "v1.3", None),
        ("google_ads", "v99", None),
    ],
)
def test_versions_end_a_year_after_their_release(source: str, version: str, end: date | None) -> None:
    assert version_end(source, version) == end
