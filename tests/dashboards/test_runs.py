"""Pipeline work is asked for at a real Dagster, whose daemon is not running: what is asked for waits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboards.runs import RunRefusedError, check_connection, runs_of, sync_workspace
from orchestration.dagster_home import dagster_home
from orchestration.dbt import make_manifest
from tests.end_to_end.whole_product import answers, free_port
from tests.sandbox_server import running


@pytest.fixture(scope="module")
def dagster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Dagster's webserver over our definitions."""
    make_manifest()
    home: Path = tmp_path_factory.mktemp("home")
    port = free_port()
    command = ["dagster_webserver", "-h", "127.0.0.1", "-p", str(port), "-m", "orchestration.definitions"]
    variables = {**os.environ, "OMNITRACKIQ_HOME": str(home), "DAGSTER_HOME": str(dagster_home(home))}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", *command], env=variables, stdout=log, stderr=log)
    answers(f"http://127.0.0.1:{port}/server_info")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)


@pytest.mark.slow
def test_what_is_asked_for_waits_once_for_each_workspace_and_connection(dagster_url: str) -> None:
    assert runs_of(dagster_url, "brand") == []
    first = sync_workspace(dagster_url, "brand")
    assert sync_workspace(dagster_url, "brand") == first
    other = sync_workspace(dagster_url, "other")
    (mine,) = runs_of(dagster_url, "brand")
    assert (mine.run_id, mine.job, mine.is_waiting) == (first, "everything", True)
    assert (mine.steps_over, mine.at_work) == (0, [])
    assert mine.steps == 4
    assert other != first
    test = check_connection(dagster_url, "cn-1")
    assert check_connection(dagster_url, "cn-1") == test
    assert len({first, other, test, check_connection(dagster_url, "cn-2")}) == 4
    assert [run.run_id for run in runs_of(dagster_url, "other")] == [other]


def test_a_scheduler_that_is_away_is_told_in_one_sentence() -> None:
    for ask in (check_connection, sync_workspace, runs_of):
        with pytest.raises(RunRefusedError, match="does not answer"):
            ask(f"http://127.0.0.1:{free_port()}", "brand")


def test_an_answer_of_something_else_is_told_likewise() -> None:
    told: dict[str, object] = {}

    async def nonsense(request: Request) -> Response:
        return JSONResponse({"data": {"runsOrError": told, "repositoriesOrError": {"nodes": []}}})

    app = Starlette(routes=[Route("/graphql", nonsense, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="off")
    with running(config) as port:
        with pytest.raises(RunRefusedError, match="does not answer"):
            runs_of(f"http://127.0.0.1:{port}", "brand")
        told["results"] = []
        with pytest.raises(RunRefusedError, match="not loaded its jobs"):
            check_connection(f"http://127.0.0.1:{port}", "cn-1")
