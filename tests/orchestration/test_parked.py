"""Connections that a platform made wait: left out until their time, said so, then resumed by the sensor."""

from datetime import datetime, timedelta
from typing import Any

import dagster as dg
import pytest

from omnitrackiq.accounts.connections import list_connections, record_sync_status
from omnitrackiq.settings import load_settings
from orchestration.definitions import defs
from orchestration.installation import Installation, open_installation
from tests.orchestration.conftest import Cli
from tests.sandbox.ad_market import FB_EURO, NOW
from tests.sandbox_server import SandboxServer

LIMIT = timedelta(minutes=20)


@pytest.fixture
def installation(cli: Cli, workspace: str, platform: SandboxServer) -> Installation:
    """A workspace with a Facebook connection that is parked for twenty minutes."""
    token = platform.context.credentials.facebook_token(workspace)
    options = ("--workspace", workspace, "--source", "facebook_ads", "--config", f"account_ids={FB_EURO}")
    assert cli("connection", "add", *options, "--secret", "access_token=-", stdin=token).code == 0
    opened = open_installation(load_settings())
    park(opened, NOW + LIMIT)
    return opened


def park(installation: Installation, until: datetime) -> None:
    with installation.database.writing() as session:
        (record,) = list_connections(session, source="facebook_ads")
        record_sync_status(
            session, record.workspace_id, record.connection_id, "throttled_until", now=NOW, throttled_until=until
        )


def resumed(installation: Installation) -> list[Any]:
    """What the sensor asks for now."""
    repository = defs().get_repository_def()
    sensor = repository.get_sensor_def("resume_parked")
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance, repository_def=repository, resources={"installation": installation})
        return list(sensor.evaluate_tick(context).run_requests or [])


def test_a_parked_connection_is_left_out_and_said_so(
    cli: Cli, installation: Installation, platform: SandboxServer
) -> None:
    platform.context.faults.clear()
    ran = cli("sync", "--source", "facebook_ads")
    assert ran.code == 0
    assert " ".join(ran.out.split()).count(f"Parked until {NOW + LIMIT:%Y-%m-%d %H:%M} UTC") == 1
    assert platform.context.faults.requests.total() == 0
    assert cli("sync", "--source", "facebook_ads", "--strict").code == 1
    assert not installation.ledger.history(source="facebook_ads")


def test_the_sensor_resumes_it_when_its_time_has_come(
    cli: Cli, installation: Installation, platform: SandboxServer
) -> None:
    assert resumed(installation) == []
    platform.set_now(NOW + LIMIT)
    (request,) = resumed(installation)
    assert request.job_name == "resume_facebook_ads"
    assert request.run_config["ops"]["sync"]["config"]["workspace_ids"] == ["alpha"]
    assert resumed(installation)[0].run_key == request.run_key
    ran = cli("sync", "--source", "facebook_ads", "--json")
    assert '"status": "ok"' in ran.out
    assert resumed(installation) == []


def test_another_wait_is_another_run(installation: Installation, platform: SandboxServer) -> None:
    platform.set_now(NOW + 3 * LIMIT)
    (first,) = resumed(installation)
    park(installation, NOW + 2 * LIMIT)
    (second,) = resumed(installation)
    assert first.run_key != second.run_key
