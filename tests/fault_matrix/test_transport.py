"""R2: whatever happens on the way, a run ends with the right data or with a status and one sentence.

Every fault meets every platform in the slow suite; the fast one takes each fault once, the platforms in turn.
"""

import math
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipelines.loading import http
from pipelines.loading.errors import LONGEST_PARKING
from pipelines.loading.http import ATTEMPTS, LONGEST_WAIT_SECONDS, PATIENCE_SECONDS
from sandbox.tls import certificate
from tests.fault_matrix.conftest import Clock
from tests.fault_matrix.platforms import PLATFORMS
from tests.fault_matrix.reading import Reading
from tests.fault_matrix.served import ServedPlatform
from tests.fault_matrix.transport_faults import LASTING, TRANSPORT_FAULTS, TransportFault
from tests.postgres_server import free_port
from tests.sandbox_server import running

# The bank answers with CSV, which has no keys.
NOT_MET = {("exchange_rates", "a key twice")}


def cases() -> Iterator[Any]:
    for (number, fault), (turn, name) in product(enumerate(TRANSPORT_FAULTS), enumerate(PLATFORMS)):
        if (name, fault.name) not in NOT_MET:
            marks = [] if (number + turn) % len(PLATFORMS) == 0 else [pytest.mark.slow]
            yield pytest.param(name, fault, id=f"{name}: {fault.name}", marks=marks)


def assert_one_sentence(reading: Reading) -> None:
    """One plain sentence: no traceback, no name of a Python error, no address of a request, no secret."""
    assert re.fullmatch(r"\S.{20,300}[.)]", reading.message), reading.message
    assert not any(word in reading.message for word in ("Unexpected", "Traceback", "http://", "https://"))


@pytest.mark.parametrize(("platform", "fault"), list(cases()), indirect=["platform"])
def test_a_run_ends_with_the_right_data_or_a_status(
    platform: ServedPlatform, fault: TransportFault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault.plan.get("seconds"):
        monkeypatch.setattr(http, "READ_SECONDS", 1.0)
        monkeypatch.setattr(http, "ANSWER_SECONDS", 2.0)
    platform.plan(times=fault.times, **fault.plan)
    reading = platform.read()
    expected = fault.end_for(platform.platform.name)
    if expected == "right data":
        assert (reading.status, reading.message) == ("ok", "")
        assert reading.tables == platform.truth.tables
    else:
        assert reading.status == expected
        assert_one_sentence(reading)
        assert all(row in platform.truth.tables[name] for name, rows in reading.tables.items() for row in rows)
    spoiled = ATTEMPTS - 1 if fault.times == LASTING else fault.times
    assert platform.requests <= math.ceil(1.1 * platform.fewest_requests) + spoiled
    assert sum(clock.waits) <= PATIENCE_SECONDS + LONGEST_WAIT_SECONDS
    assert reading.wait is None or timedelta(0) < reading.wait <= LONGEST_PARKING


@contextmanager
def https_without_trust(folder: Path) -> Iterator[str]:
    """A server with a certificate that nobody vouches for."""
    cert, key = certificate(folder)
    config = uvicorn.Config(lambda *_: None, port=0, log_level="error", ssl_certfile=str(cert), ssl_keyfile=str(key))
    with running(config) as port:
        yield f"https://127.0.0.1:{port}"


@pytest.mark.parametrize("platform", PLATFORMS, indirect=True)
@pytest.mark.parametrize("way", ["refused", "no such host", "speaks no TLS", "untrusted certificate"])
def test_a_platform_that_cannot_be_reached_is_said_plainly(
    platform: ServedPlatform, way: str, clock: Clock, tmp_path: Path
) -> None:
    addresses = {
        "refused": f"http://127.0.0.1:{free_port()}",
        "no such host": "http://platform.invalid",
        "speaks no TLS": platform.server.url.replace("http://", "https://"),
    }
    if way == "untrusted certificate":
        with https_without_trust(tmp_path) as address:
            reading = platform.read(base_url=address)
    else:
        reading = platform.read(base_url=addresses[way])
    assert reading.status == "failed"
    assert "could not be reached" in reading.message
    assert_one_sentence(reading)
    assert platform.requests == 0
    assert len(clock.waits) == ATTEMPTS - 1


@pytest.mark.parametrize("platform", PLATFORMS, indirect=True)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_off_the_host(platform: ServedPlatform, status: int, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0)
        target = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/stolen"
        platform.plan(status=status, headers={"Location": target}, times=LASTING)
        reading = platform.read()
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    assert reading.status in ("failed", "config")
    assert_one_sentence(reading)
    assert clock.waits == []
