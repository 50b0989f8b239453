"""Programs that serve pages on a free port of this machine, stopped when the block ends."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

REPOSITORY = Path(__file__).parent.parent.parent


@contextmanager
def served_pages(home: Path, workspace_id: str | None, *options: str) -> Iterator[str]:
    """The product's web process over ``home``; gives the address of the site, without a slash at its end.

    Without a workspace people sign in.
    """
    shown = [] if workspace_id is None else [f"--workspace={workspace_id}"]
    command = [sys.executable, "-m", "dashboards", "--port=0", *shown, *options]
    with _running(command, home) as process:
        assert process.stdout
        said: list[str] = []
        while not (said and said[-1].startswith("Serving ")):
            said.append(process.stdout.readline())
            if not said[-1]:
                raise RuntimeError(f"The web process did not start: {''.join(said)}")
        line = said[-1]
        site = line.split()[1].removesuffix("/app")
        _answers(f"{site}/readyz")
        yield site


@contextmanager
def served_script(script: Path, home: Path) -> Iterator[str]:
    """A Streamlit script on its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *flags, "--browser.gatherUsageStats=false"]
    with _running(command, home):
        _answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: Sequence[str], home: Path) -> Iterator[subprocess.Popen[str]]:
    variables = {**os.environ, "OMNITRACKIQ_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        command, cwd=home, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@retry(retry=retry_if_exception_type(httpx.HTTPError), stop=stop_after_delay(90), wait=wait_fixed(0.2), reraise=True)
def _answers(url: str) -> None:
    httpx.get(url, timeout=30).raise_for_status()
