"""``omnitrackiq connection``: secrets come in without being seen, and only what works becomes active."""

import json
from pathlib import Path
from typing import Any

import pytest

from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.database import open_database
from tests.orchestration.conftest import Cli, Ran
from tests.sandbox.ad_market import FB_EURO
from tests.sandbox_server import SandboxServer


@pytest.fixture(autouse=True)
def _workspace(workspace: str) -> None:
    """Every test has the workspace ``alpha``."""


ADD = ("connection", "add", "--workspace", "alpha", "--source", "facebook_ads")


def add(cli: Cli, *more: str, stdin: str = "", account: str = FB_EURO) -> Ran:
    return cli(*ADD, "--config", f"account_ids={account}", *more, stdin=stdin)


def connections(cli: Cli) -> list[dict[str, Any]]:
    listed = json.loads(cli("connection", "list", "--source", "facebook_ads", "--json").out)
    return [dict(each) for each in listed]


def written_down(home: Path) -> list[str]:
    """What the operator did to connections, the earliest first."""
    database = open_database(f"sqlite:///{home / 'control.sqlite'}")
    with database.reading() as session:
        events = audit_events(session, "alpha")
    database.close()
    assert {event.actor.kind for event in events} == {"operator"}
    return [event.action for event in reversed(events) if event.action.startswith("connection.")]


def test_a_connection_that_works_becomes_active(cli: Cli, platform: SandboxServer, home: Path) -> None:
    token = platform.context.credentials.facebook_token("alpha")
    ran = add(cli, "--secret", "access_token=-", stdin=f"{token}\n")
    assert (ran.code, ran.err) == (0, "")
    assert f"({FB_EURO}, EUR, Europe/Berlin)" in ran.out
    assert "API version v" in ran.out and ", answered until about 20" in ran.out
    (record,) = connections(cli)
    assert record["status"] == "active"
    assert record["last_test"]["status"] == "ok"
    assert record["last_test"]["report"]["accounts"][0]["currency"] == "EUR"
    again = cli("connection", "test", record["connection_id"], "--json")
    assert again.code == 0
    assert json.loads(again.out)[0]["test"]["status"] == "ok"
    assert written_down(home) == ["connection.added", "connection.activated"]


def test_a_dead_token_stays_a_draft_until_it_is_mended(cli: Cli, platform: SandboxServer, home: Path) -> None:
    token = platform.context.credentials.facebook_token("alpha")
    platform.context.credentials.revoke("facebook_ads", "alpha")
    ran = add(cli, "--secret", "access_token=-", stdin=token)
    assert ran.code == 1
    assert "reauth" in ran.err
    assert ran.err.count("\n") == 1
    (record,) = connections(cli)
    assert (record["status"], record["last_test"]["status"]) == ("draft", "reauth")
    assert written_down(home) == ["connection.added"]
    platform.context.credentials.restore("facebook_ads", "alpha")
    assert cli("connection", "test", record["connection_id"]).code == 0
    assert connections(cli)[0]["status"] == "active"
    platform.context.credentials.revoke("facebook_ads", "alpha")
    assert cli("connection", "test", record["connection_id"]).code == 1
    assert connections(cli)[0]["status"] == "reauth"
    assert written_down(home) == ["connection.added", "connection.activated"]


def test_an_unreachable_platform_is_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_SANDBOX_URL", "http://127.0.0.1:1")
    ran = add(cli, "--secret", "access_token=-", stdin="canary-token")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "canary" not in ran.out + ran.err


def test_secrets_come_from_a_file_or_the_environment(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text("canary-file\n")
    monkeypatch.setenv("MY_TOKEN", "canary-variable")
    for place, account in ((f"@{tmp_path / 'token'}", "11"), ("env:MY_TOKEN", "12")):
        ran = add(cli, "--secret", f"access_token={place}", "--no-test", account=account)
        assert ran.code == 0
        assert "canary" not in ran.out + ran.err
    assert {each["status"] for each in connections(cli)} == {"active"}
    assert written_down(home) == ["connection.added", "connection.activated"] * 2


def test_several_secrets_come_from_standard_input_line_by_line(cli: Cli) -> None:
    base = ("connection", "add", "--workspace", "alpha", "--source", "google_ads", "--config", "customer_ids=1-2")
    secrets = ("--secret", "refresh_token=-", "--secret", "developer_token=-", "--no-test")
    assert cli(*base, *secrets, stdin="first\nsecond\n").code == 0
    short = cli(*base, *secrets, stdin="first\n")
    assert short.code == 2
    assert "2 lines" in short.err


def test_a_secret_is_never_taken_from_the_command_line(cli: Cli) -> None:
    ran = add(cli, "--secret", "access_token=canary")
    assert ran.code == 2
    assert "list of processes" in " ".join(ran.err.replace("│", "").split())
    assert "canary" not in ran.out + ran.err
    assert connections(cli) == []


def test_a_terminal_is_asked_without_echo(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(prompt: str, hide_input: bool) -> str:
        asked.append((prompt, hide_input))
        return "canary"

    monkeypatch.setattr("typer.prompt", answer)
    ran = cli(*ADD, "--config", "account_ids=1", "--no-test", terminal=True)
    assert asked == [("access_token", True)]
    assert ran.code == 0
    assert "canary" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--secret", "access_token=env:NOT_SET"], "NOT_SET"),
        (["--secret", "access_token=@/no/such/file"], "cannot be read"),
        (["--secret", "token=-"], "access_token"),
        ([], "access_token"),
        (["--config", "account_ids"], "NAME=VALUE"),
        (["--config", "accounts=1", "--secret", "access_token=-"], "no setting accounts"),
    ],
)
def test_bad_input_exits_2_and_stores_nothing(cli: Cli, arguments: list[str], words: str) -> None:
    ran = add(cli, *arguments, stdin="canary")
    assert ran.code == 2
    assert words in " ".join(ran.err.replace("│", "").split())
    assert "canary" not in ran.out + ran.err
    assert connections(cli) == []


def test_an_account_is_connected_once(cli: Cli) -> None:
    assert add(cli, "--secret", "access_token=-", "--no-test", stdin="t").code == 0
    again = add(cli, "--secret", "access_token=-", "--no-test", stdin="t")
    assert again.code == 1
    assert "already" in again.err


def test_a_removed_connection_is_gone(cli: Cli) -> None:
    add(cli, "--secret", "access_token=-", "--no-test", stdin="t")
    (record,) = connections(cli)
    assert cli("connection", "remove", record["connection_id"]).code == 0
    assert connections(cli) == []
    for command in ("remove", "test"):
        again = cli("connection", command, record["connection_id"])
        assert (again.code, again.err) == (1, f"There is no connection {record['connection_id']}.\n")


@pytest.mark.parametrize(
    ("filters", "code"), [(["--workspace", "nobody"], 1), (["--source", "myspace"], 2), (["--workspace", "alpha"], 0)]
)
def test_listing_refuses_what_does_not_exist(cli: Cli, filters: list[str], code: int) -> None:
    assert cli("connection", "list", *filters).code == code


def test_no_secret_reaches_the_disk_readable(cli: Cli, home: Path) -> None:
    add(cli, "--secret", "access_token=-", "--no-test", stdin="canary-token")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"canary-token" in path.read_bytes()]
