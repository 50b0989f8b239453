"""The command line for tests: run in this process, with a home of its own and an environment without ours."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from omnitrackiq.settings import Settings, variable_of
from orchestration.cli import build_app
from orchestration.cli.failures import exit_code
from sandbox import facebook_ads, tiktok_ads
from sandbox.admin import routes as admin_routes
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import SandboxServer, serve_market


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home of the commands; no other setting is set."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable_of(field), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNITRACKIQ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command: ``cli("workspace", "list", stdin="")``."""

    def run(*arguments: str, stdin: str = "", terminal: bool = False) -> Ran:
        monkeypatch.setattr(sys, "stdin", _Terminal(stdin) if terminal else io.StringIO(stdin))
        capsys.readouterr()
        code = exit_code(build_app(), arguments)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


class _Terminal(io.StringIO):
    """An input at which someone sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def workspace(cli: Cli) -> str:
    """A workspace in euros and Berlin's time."""
    assert cli("workspace", "create", "alpha", "--currency", "EUR", "--timezone", "Europe/Berlin").code == 0
    return "alpha"


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[SandboxServer]:
    """A served Facebook and TikTok with the accounts of the workspace ``alpha``, for all commands."""
    twins = [facebook_ads.routes, tiktok_ads.routes, admin_routes]
    with serve_market(AdMarket(), NOW, twins=twins) as server:  # type: ignore[arg-type]
        monkeypatch.setenv("OMNITRACKIQ_SANDBOX_URL", server.url)
        yield server
