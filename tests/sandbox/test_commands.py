"""``python -m sandbox``: serving, telling the truth, and answering wrong options in one sentence."""

import json
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from sandbox.commands import app

REPOSITORY = Path(__file__).resolve().parents[2]
SMALL = ("--workspaces", "1", "--days", "3", "--now", "2026-03-08T10:00:00+00:00")


@contextmanager
def served(home: Path, *options: str) -> Iterator[str]:
    """The address that ``sandbox serve`` prints in its first line."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--home", str(home), *options]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            yield program.stdout.readline().split()[-1]
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(20)


def told(home: Path, *options: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["truth", "--format", "json", "--home", str(home), *options])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def test_the_truth_without_options_is_that_of_the_market_last_served(tmp_path: Path) -> None:
    with served(tmp_path, *SMALL, "--seed", "4") as url:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        over_http = httpx.get(f"{url}/_sandbox/truth", timeout=30).json()
        assert httpx.get(f"{url}/_sandbox/clock").json() == {"now": "2026-03-08T10:00:00+00:00"}
    assert over_http["workspaces"][0]["days"]
    assert told(tmp_path) == over_http
    assert told(tmp_path, *SMALL, "--seed", "4") == over_http
    assert told(tmp_path, *SMALL, "--seed", "5") != over_http


def test_a_later_start_goes_on_with_the_same_market(tmp_path: Path) -> None:
    first = told(tmp_path, *SMALL)
    with served(tmp_path, *SMALL):
        pass
    with served(tmp_path, "--now", "2026-03-10T10:00:00+00:00") as url:
        later = httpx.get(f"{url}/_sandbox/truth", timeout=30).json()
    days = [workspace["days"] for workspace in (first["workspaces"][0], later["workspaces"][0])]  # type: ignore[index]
    # The last days are still restated: refunds, spend of today.
    settled = len(days[0]) - 2
    assert settled > 0
    assert [day["orders"] for day in days[1][:settled]] == [day["orders"] for day in days[0][:settled]]
    assert days[1][-1]["date"] > days[0][-1]["date"]


def test_https_with_a_certificate_of_its_own(tmp_path: Path) -> None:
    with served(tmp_path, *SMALL, "--tls") as url:
        assert url.startswith("https://127.0.0.1:")
        trusted = ssl.create_default_context(cafile=str(tmp_path / "sandbox-tls" / "cert.pem"))
        for host in ("127.0.0.1", "localhost"):
            address = url.replace("127.0.0.1", host)
            assert httpx.get(f"{address}/_sandbox/clock", verify=trusted).is_success
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/_sandbox/clock")
    assert (tmp_path / "sandbox-tls" / "key.pem").stat().st_mode & 0o077 == 0


def test_the_table_names_every_channel(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["truth", "--home", str(tmp_path), *SMALL])
    assert result.exit_code == 0
    ledger = told(tmp_path, *SMALL)
    channels = ledger["workspaces"][0]["channels"]  # type: ignore[index]
    assert channels
    assert all(channel["channel"] in result.output for channel in channels)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("serve", "--now", "yesterday"), "--now yesterday is neither a day nor a moment"),
        (("truth", "--now", "2026-13-01"), "--now 2026-13-01 is neither a day nor a moment"),
        (("serve", "--workspaces", "0"), "--workspaces"),
        (("serve", "--days", "-3"), "--days"),
        (("serve", "--seed", "one"), "--seed"),
        (("serve", "--size", "huge"), "--size"),
        (("serve", "--port", "70000"), "--port"),
        (("serve", "--replay", "/nowhere/at/all"), "--replay"),
        (("truth", "--format", "xml"), "--format"),
        (("nonsense",), "nonsense"),
        (("serve", "--colour", "blue"), "--colour"),
    ],
)
def test_wrong_usage_is_said_and_leaves_nothing(command: Sequence[str], sentence: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*command, "--home", str(tmp_path)])
    assert result.exit_code == 2
    # The frame that the message stands in may break its lines anywhere.
    assert sentence.replace(" ", "") in re.sub(r"[\s│]", "", result.output)
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_clock_that_was_moved_is_the_now_that_the_truth_tells(tmp_path: Path) -> None:
    with served(tmp_path, *SMALL) as url:
        httpx.post(f"{url}/_sandbox/clock", json={"now": "2026-03-11T12:00:00+00:00"}).raise_for_status()
        over_http = httpx.get(f"{url}/_sandbox/truth", timeout=30).json()
    assert told(tmp_path) == over_http
    assert over_http["workspaces"][0]["days"][-1]["date"] == "2026-03-11"


def test_a_port_that_is_taken_is_said_and_remembers_nothing(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        result = CliRunner().invoke(app, ["serve", "--port", port, "--home", str(tmp_path), *SMALL])
    assert result.exit_code == 1
    assert result.output == f"Port {port} is taken; choose another with --port, or 0 for a free one.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("truth",), ("serve", "--port", "0")])
def test_a_damaged_note_is_said_in_a_sentence(command: Sequence[str], tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_text("{")
    result = CliRunner().invoke(app, [*command, "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.strip().endswith("is damaged; remove it to begin a new market.")
