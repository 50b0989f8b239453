"""A new connection's newest days come first, by themselves; the sensor then asks for its history, once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import dagster as dg
import pytest

from omnitrackiq.settings import load_settings
from omnitrackiq.warehouse.schedule import WORKSPACE_TAG
from orchestration import asking
from orchestration.definitions import defs
from orchestration.history import NEWEST_DAYS
from orchestration.installation import Installation, open_installation
from orchestration.side_by_side import sync
from orchestration.sync import SyncRequest
from tests.line import Silence
from tests.orchestration.conftest import Cli
from tests.sandbox.ad_market import FB_EURO, TT_DOLLAR
from tests.sandbox_server import SandboxServer

ACCOUNTS = {"facebook_ads": f"account_ids={FB_EURO}", "tiktok_ads": f"advertiser_ids={TT_DOLLAR}"}


@pytest.fixture
def connect(cli: Cli, workspace: str, platform: SandboxServer) -> Callable[[str], None]:
    """Connects the workspace to a source."""

    def add(source: str) -> None:
        token = platform.context.credentials.token(source, workspace)
        options = ("--workspace", workspace, "--source", source, "--config", ACCOUNTS[source])
        assert cli("connection", "add", *options, "--secret", "access_token=-", stdin=token).code == 0

    return add


@pytest.fixture
def installation(connect: Callable[[str], None]) -> Installation:
    """A workspace with a Facebook connection that was never synced."""
    connect("facebook_ads")
    return open_installation(load_settings())


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def asked(installation: Installation, instance: dg.DagsterInstance) -> list[Any]:
    """What the sensor asks for now."""
    repository = defs().get_repository_def()
    sensor = repository.get_sensor_def("read_history")
    context = dg.build_sensor_context(instance, repository_def=repository, resources={"installation": installation})
    return list(sensor.evaluate_tick(context).run_requests or [])


def read(installation: Installation, newest_days: int | None, *sources: str) -> None:
    for outcome in sync(installation, SyncRequest(newest_days=newest_days), Silence(), sources or ["facebook_ads"]):
        assert outcome.status == "ok", outcome.message


def test_the_newest_days_come_first_and_then_the_history_once(
    installation: Installation, instance: dg.DagsterInstance
) -> None:
    (first,) = asked(installation, instance)
    config = first.run_config["ops"]["sync"]["config"]
    assert (config["workspace_ids"], config["newest_days"]) == (["alpha"], NEWEST_DAYS)
    assert (first.job_name, first.tags[WORKSPACE_TAG]) == ("everything", "alpha")

    read(installation, 5)
    (newest,) = installation.ledger.latest()
    assert newest.days is not None and newest.wanted_days is not None and newest.days < newest.wanted_days
    assert newest.back_to is not None
    assert (installation.now().date() - newest.back_to).days in (3, 4)

    (second,) = asked(installation, instance)
    assert second.job_name == "resume_facebook_ads"
    assert second.run_config["ops"]["sync"]["config"].get("newest_days") is None
    assert second.run_key != first.run_key

    read(installation, None)
    (whole,) = installation.ledger.latest()
    assert whole.days == whole.wanted_days == newest.wanted_days
    assert asked(installation, instance) == []


@dg.op
def never_begun() -> None:
    raise RuntimeError("The code could not be loaded.")


@dg.job
def failing() -> None:
    never_begun()


def test_a_run_that_failed_before_it_read_anything_is_asked_for_again_after_a_while(
    installation: Installation, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = asked(installation, instance)
    failed = failing.execute_in_process(instance=instance, tags=first.tags, raise_on_error=False)
    assert [each.run_key for each in asked(installation, instance)] == [first.run_key]
    monkeypatch.setattr(asking, "AGAIN_AFTER", timedelta(0))
    (again,) = asked(installation, instance)
    assert again.run_key == f"{first.run_key} after {failed.run_id}"
    assert (again.job_name, again.run_config, again.tags) == (first.job_name, first.run_config, first.tags)


@pytest.mark.slow
def test_the_history_of_several_sources_is_one_run_with_progress_of_each(
    connect: Callable[[str], None], installation: Installation, instance: dg.DagsterInstance
) -> None:
    connect("tiktok_ads")
    (first,) = asked(installation, instance)
    read(installation, 5, *ACCOUNTS)
    (both,) = asked(installation, instance)
    assert (both.job_name, both.tags[WORKSPACE_TAG]) == ("everything", "alpha")
    assert both.run_config["ops"]["sync"]["config"].get("newest_days") is None
    assert both.run_key != first.run_key
    progress = {run.source: (run.days, run.wanted_days) for run in installation.ledger.latest()}
    assert progress.keys() == ACCOUNTS.keys()

    read(installation, None, "facebook_ads")
    (rest,) = asked(installation, instance)
    assert rest.job_name == "resume_tiktok_ads"
    assert {run.source: (run.days, run.wanted_days) for run in installation.ledger.latest()}["tiktok_ads"] == progress[
        "tiktok_ads"
    ]
    read(installation, None, "tiktok_ads")
    assert asked(installation, instance) == []
