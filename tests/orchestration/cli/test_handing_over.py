"""Commands that start a program become it: arguments, home, signals and exit code are the program's."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from orchestration.cli.sandbox import with_home
from tests.orchestration.conftest import Cli

COMMAND = [sys.executable, "-c", "from orchestration.cli import main; main()"]


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("arguments", "passed"),
    [
        ([], []),
        (["--help"], ["--help"]),
        (["serve"], ["serve", "--home=/h"]),
        (["truth", "--format", "json"], ["truth", "--home=/h", "--format", "json"]),
        (["serve", "--home", "/x"], ["serve", "--home", "/x"]),
        (["serve", "--home=/x"], ["serve", "--home=/x"]),
    ],
)
def test_the_sandbox_gets_the_home_of_the_settings_unless_another_is_given(
    arguments: list[str], passed: list[str]
) -> None:
    assert with_home(arguments, "/h") == passed


def test_the_sandbox_answers_until_it_gets_the_signal(home: Path) -> None:
    process = start("sandbox", "serve", "--port", "0", "--workspaces", "1", "--days", "3", "--now", "2026-03-01")
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        answer = httpx.get(f"{address}/_sandbox/clock", timeout=30)
        assert answer.json()["now"].startswith("2026-03-01")
        assert any(home.iterdir())
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    finally:
        process.kill()
        process.communicate()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/_sandbox/clock", timeout=5)


def test_wrong_usage_of_the_sandbox_exits_2(home: Path) -> None:
    process = start("sandbox", "serve", "--workspaces", "none")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in err


def test_the_web_process_is_told_what_to_show(cli: Cli, workspace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []

    def record(program: str, arguments: list[str], environ: dict[str, str]) -> None:
        became.append(arguments[1:])
        assert program == sys.executable
        assert environ["OMNITRACKIQ_HOME"] == os.environ["OMNITRACKIQ_HOME"]

    monkeypatch.setattr(os, "execve", record)
    cli("workspace", "create", "beta", "--currency", "EUR", "--timezone", "UTC")
    cli("serve")
    cli("serve", "--workspace", "beta", "--port", "8123", "--workers", "2", "--only", "pages")
    program = ["-P", "-m", "dashboards", "--host=127.0.0.1"]
    assert became == [
        [*program, "--port=8000", "--workers=1"],
        [*program, "--port=8123", "--workers=2", "--workspace=beta", "--only=pages"],
    ]


def test_nothing_is_served_that_does_not_exist(cli: Cli, workspace: str) -> None:
    ran = cli("serve", "--workspace", "nobody")
    assert (ran.code, ran.err) == (1, "There is no workspace nobody.\n")
