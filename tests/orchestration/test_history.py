"""A new connection's newest days come first, by themselves; the sensor then asks for its history, once."""

from typing import Any

import dagster as dg
import pytest

from omnitrackiq.settings import load_settings
from omnitrackiq.warehouse.schedule import WORKSPACE_TAG
from orchestration.definitions import defs
from orchestration.history import NEWEST_DAYS
from orchestration.installation import Installation, open_installation
from orchestration.sources import source_names
from orchestration.sync import SyncRequest, sync
from tests.line import Silence
from tests.orchestration.conftest import Cli
from tests.sandbox.ad_market import FB_EURO
from tests.sandbox_server import SandboxServer


@pytest.fixture
def installation(cli: Cli, workspace: str, platform: SandboxServer) -> Installation:
    """A workspace with a Facebook connection that was never synced."""
    token = platform.context.credentials.facebook_token(workspace)
    options = ("--workspace", workspace, "--source", "facebook_ads", "--config", f"account_ids={FB_EURO}")
    assert cli("connection", "add", *options, "--secret", "access_token=-", stdin=token).code == 0
    return open_installation(load_settings())


def asked(installation: Installation) -> list[Any]:
    """What the sensor asks for now."""
    repository = defs().get_repository_def()
    sensor = repository.get_sensor_def("read_history")
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance, repository_def=repository, resources={"installation": installation})
        requests = sensor.evaluate_tick(context).run_requests or []
    return list(requests)


def read(installation: Installation, newest_days: int | None) -> None:
    (outcome,) = sync(installation, SyncRequest(newest_days=newest_days), Silence(), ["facebook_ads"])
    assert outcome.status == "ok", outcome.message


def test_the_newest_days_come_first_and_then_the_history_once(installation: Installation) -> None:
    (first,) = asked(installation)
    config = first.run_config["ops"]["sync_facebook_ads"]["config"]
    assert (config["workspace_ids"], config["newest_days"]) == (["alpha"], NEWEST_DAYS)
    assert (first.job_name, first.tags[WORKSPACE_TAG]) == ("everything", "alpha")
    assert {f"sync_{source}" for source in source_names()} == first.run_config["ops"].keys()

    read(installation, 5)
    (newest,) = installation.ledger.latest()
    assert newest.days is not None and newest.wanted_days is not None and newest.days < newest.wanted_days
    assert newest.back_to is not None
    assert (installation.now().date() - newest.back_to).days in (3, 4)

    (second,) = asked(installation)
    assert second.job_name == "resume_facebook_ads"
    assert second.run_config["ops"]["sync_facebook_ads"]["config"].get("newest_days") is None
    assert second.run_key != first.run_key

    read(installation, None)
    (whole,) = installation.ledger.latest()
    assert whole.days == whole.wanted_days == newest.wanted_days
    assert asked(installation) == []
