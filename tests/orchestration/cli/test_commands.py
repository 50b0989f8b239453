"""The command as a whole: quick help, honest exit codes, one sentence for every failure."""

import errno
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from omnitrackiq.errors import ExpectedError
from orchestration.cli import COMMANDS
from orchestration.cli.failures import exit_code
from orchestration.cli.lazy_commands import LazyCommand
from tests.orchestration.conftest import Cli


def test_help_names_every_command_without_importing_any() -> None:
    script = "import sys\nfrom orchestration.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    assert all(f" {command.name} " in ran.stdout for command in COMMANDS)
    imported = ran.stdout.splitlines()[-1].split()
    assert not {"dagster", "dlt", "dbt", "sqlalchemy", "duckdb", "streamlit"}.intersection(imported)


@pytest.mark.parametrize("command", [each for each in COMMANDS if not each.hands_over], ids=lambda each: each.name)
def test_every_command_has_help(cli: Cli, command: LazyCommand) -> None:
    ran = cli(command.name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"omnitrackiq {command.name}" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["--nonsense"],
        ["workspace"],
        ["workspace", "nonsense"],
        ["workspace", "show"],
        ["workspace", "create", "abc"],
        ["workspace", "create", "NO", "--currency", "EUR", "--timezone", "UTC"],
        ["workspace", "create", "abc", "--currency", "EURO", "--timezone", "UTC"],
        ["workspace", "create", "abc", "--currency", "EUR", "--timezone", "Moon"],
        ["connection", "add", "--workspace", "abc"],
        ["connection", "add", "--workspace", "abc", "--source", "myspace"],
        ["serve", "--port", "70000"],
        ["serve", "--only", "nothing"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_says_so_on_standard_error(cli: Cli, arguments: list[str]) -> None:
    ran = cli(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err or arguments in ([], ["workspace"])
    assert json.loads(cli("workspace", "list", "--json").out) == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ExpectedError("It is said plainly."), "It is said plainly.\n"),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "The disk is full (/x): make room"),
        (sqlite3.OperationalError("database or disk is full"), "The disk is full: make room"),
        (
            RuntimeError('IO Error: Could not set lock on file "/w.duckdb": Conflicting lock is held in x (PID 12).'),
            "The warehouse /w.duckdb is in use by process 12: wait",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "Permission denied (/x).\n"),
    ],
    ids=["expected", "disk full", "database full", "warehouse locked", "no permission"],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_failure_is_one_sentence_wherever_it_happened(
    capsys: pytest.CaptureFixture[str], error: Exception, sentence: str, wrapped: bool
) -> None:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fails() -> None:
        if not wrapped:
            raise error
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("step failed") from cause

    assert exit_code(app, []) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_defect_keeps_its_traceback_where_only_the_owner_reads_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fails() -> None:
        raise KeyError("defect")

    assert exit_code(app, []) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "KeyError" in err
    (report,) = (home / "logs").iterdir()
    assert str(report) in err
    assert report.stat().st_mode & 0o777 == 0o600
    assert "KeyError: 'defect'" in report.read_text()


def test_bad_settings_are_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_ENV", "production")
    ran = cli("workspace", "list")
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(r"The settings cannot be used: .*SECRET_KEY.*\n", ran.err)


def test_a_database_that_is_away_is_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_DATABASE_URL", "postgresql://u:canary@127.0.0.1:1/d")
    ran = cli("workspace", "list")
    assert ran.code == 1
    assert re.fullmatch(r"The control database does not answer: .*\n", ran.err)
    assert "canary" not in ran.err


def test_migrate_says_what_it_did(cli: Cli) -> None:
    assert "from empty to revision" in cli("migrate").out
    assert "already" in cli("migrate").out
    report = json.loads(cli("migrate", "--json").out)
    assert report["before"] == report["now"]


def test_production_wants_migrate_and_then_goes_on(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.fernet import Fernet

    monkeypatch.setenv("OMNITRACKIQ_ENV", "production")
    monkeypatch.setenv("OMNITRACKIQ_SECRET_KEY", "k3Jx0-vQ9sLw7ZrT2mNb8pYcE5dHf4Ga")
    monkeypatch.setenv("OMNITRACKIQ_PII_KEY", "Zp6-Wq1sXc9eRv3tBn7mUj2kIo5lPa8d")
    monkeypatch.setenv("OMNITRACKIQ_ENCRYPTION_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("OMNITRACKIQ_PUBLIC_URL", "https://app.example.com")
    monkeypatch.setenv("OMNITRACKIQ_TRUSTED_PROXIES", "none")
    refused = cli("workspace", "list")
    assert (refused.code, refused.out) == (1, "")
    assert "omnitrackiq migrate" in refused.err
    assert cli("migrate").code == 0
    assert cli("workspace", "list").code == 0
    assert "not shown without sign-in" in cli("serve", "--workspace", "abc").err
