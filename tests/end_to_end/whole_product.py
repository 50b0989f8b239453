"""All programs of an installation, as an operator runs them: sandbox, web process, Dagster's webserver and daemon."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from orchestration.dagster_home import dagster_home
from orchestration.dbt import make_manifest
from orchestration.demo import sandbox_apps
from tests.end_to_end.served import REPOSITORY


@dataclass(frozen=True, slots=True)
class Product:
    """A running installation with nobody in it."""

    site: str
    sandbox_url: str
    dagster_url: str
    home: Path

    def truth(self, workspace_id: str) -> Mapping[str, Any]:
        """What the market's own ledger says of one of its businesses."""
        answer = httpx.get(f"{self.sandbox_url}/_sandbox/truth", timeout=60).raise_for_status().json()
        return next(each for each in answer["workspaces"] if each["workspace_id"] == workspace_id)

    def config(self, workspace_id: str, source: str) -> Mapping[str, Any]:
        """The account of a business on a platform."""
        known = httpx.get(f"{self.sandbox_url}/_sandbox/workspaces", timeout=60).raise_for_status().json()
        (mine,) = (each for each in known if each["workspace_id"] == workspace_id)
        return next(each["config"] for each in mine["connections"] if each["source"] == source)


@contextmanager
def running_product(home: Path, *, days: int, now: str, today: str) -> Iterator[Product]:
    """Two businesses with ``days`` of history at ``now``, where the clock stands; pages show ``today``."""
    make_manifest()
    with ExitStack() as programs:
        ports = {name: free_port() for name in ("sandbox", "web", "dagster")}
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}

        def start(name: str, module: str, *arguments: str, variables: Mapping[str, str] | None = None) -> None:
            command = [sys.executable, "-m", module, *arguments]
            programs.enter_context(_running(command, home, home / f"{name}.log", variables or {}))

        market = ["--workspaces=2", f"--days={days}", f"--now={now}", f"--home={home}"]
        start("sandbox", "sandbox", "serve", f"--port={ports['sandbox']}", *market)
        answers(f"{urls['sandbox']}/_sandbox/clock")
        variables = {
            "OMNITRACKIQ_SANDBOX_URL": urls["sandbox"],
            "OMNITRACKIQ_DAGSTER_URL": urls["dagster"],
            "OMNITRACKIQ_PUBLIC_URL": urls["web"],
            "OMNITRACKIQ_PASSWORD_COST": "4",
            "DAGSTER_HOME": str(dagster_home(home)),
            **sandbox_apps(urls["sandbox"]),
        }
        code = ["-m", "orchestration.definitions"]
        start("web", "dashboards", f"--port={ports['web']}", f"--today={today}", variables=variables)
        start("webserver", "dagster_webserver", "-h127.0.0.1", f"-p{ports['dagster']}", *code, variables=variables)
        start("daemon", "dagster._daemon", "run", *code, variables=variables)
        answers(f"{urls['web']}/readyz")
        answers(f"{urls['dagster']}/server_info")
        yield Product(urls["web"], urls["sandbox"], urls["dagster"], home)


@contextmanager
def _running(command: Sequence[str], home: Path, log: Path, variables: Mapping[str, str]) -> Iterator[None]:
    environment = {**os.environ, "OMNITRACKIQ_HOME": str(home), "PYTHONPATH": str(REPOSITORY), **variables}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@retry(retry=retry_if_exception_type(httpx.HTTPError), stop=stop_after_delay(240), wait=wait_fixed(0.5), reraise=True)
def answers(url: str) -> None:
    """Wait until something answers there."""
    httpx.get(url, timeout=30).raise_for_status()
