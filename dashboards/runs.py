"""Pipeline work, asked for through Dagster's GraphQL API; nothing secret is ever in what is asked."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from omnitrackiq.errors import ExpectedError
from omnitrackiq.warehouse.schedule import CONNECTION_TAG, WORKSPACE_TAG

_LAUNCH = """
mutation Launch($selector: JobOrPipelineSelector!, $config: RunConfigData!, $tags: [ExecutionTag!]!) {
  launchRun(
    executionParams: {selector: $selector, runConfigData: $config, executionMetadata: {tags: $tags}}
  ) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on Error { message }
  }
}
"""
_JOBS = """
{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } jobs { name } } } } }
"""
_UNDER_WAY = """
query UnderWay($filter: RunsFilter!) {
  runsOrError(filter: $filter) {
    ... on Runs { results { runId jobName status stepStats { stepKey status } executionPlan { steps { key } } } }
  }
}
"""
_WAITING = ("QUEUED", "NOT_STARTED")
_TIMEOUT_SECONDS = 20
_NEWEST_DAYS = 30
_log = logging.getLogger(__name__)


class RunRefusedError(ExpectedError):
    """The work was not begun."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run of ``job`` that is under way: whether it waits for its turn, how many steps are over, which are at work."""

    run_id: str
    job: str
    is_waiting: bool
    steps: int
    steps_over: int
    at_work: Sequence[str]


def check_connection(dagster_url: str, connection_id: str) -> str:
    """Have a connection tested; returns the run's id.

    A test that was asked for already and still waits for its turn is enough: it reads the secrets when it begins.
    Raises RunRefusedError.
    """
    config = {"check": {"connection_id": connection_id}}
    return _asked_for(dagster_url, "check_connection", config, (CONNECTION_TAG, connection_id))


def sync_workspace(dagster_url: str, workspace_id: str) -> str:
    """Have what is new to one workspace synced, then all built and published; returns the run's id.

    A new connection's history follows by itself. A run that was asked for already and still waits for its turn is
    enough: it reads what is connected when it begins. Raises RunRefusedError.
    """
    config = {"sync": {"workspace_ids": [workspace_id], "newest_days": _NEWEST_DAYS}}
    return _asked_for(dagster_url, "everything", config, (WORKSPACE_TAG, workspace_id))


def runs_of(dagster_url: str, workspace_id: str) -> list[RunProgress]:
    """The runs that were asked for in a workspace and are not over, the newest first. Raises RunRefusedError."""
    return _under_way(dagster_url, (WORKSPACE_TAG, workspace_id))


def _under_way(dagster_url: str, tag: tuple[str, str]) -> list[RunProgress]:
    """The runs with ``tag`` that are not over, the newest first."""
    key, value = tag
    wanted = {"tags": [{"key": key, "value": value}], "statuses": [*_WAITING, "STARTING", "STARTED"]}
    with _answered():
        return [_progress(run) for run in _ask(dagster_url, _UNDER_WAY, {"filter": wanted})["runsOrError"]["results"]]


def _progress(run: Mapping[str, Any]) -> RunProgress:
    at_work = [step["stepKey"] for step in run["stepStats"] if step["status"] == "IN_PROGRESS"]
    over = sum(step["status"] in ("SUCCESS", "FAILURE", "SKIPPED") for step in run["stepStats"])
    steps = run["executionPlan"]["steps"] if run["executionPlan"] else ()
    return RunProgress(run["runId"], run["jobName"], run["status"] in _WAITING, len(steps), over, at_work)


def _asked_for(dagster_url: str, job: str, configs: Mapping[str, Mapping[str, Any]], tag: tuple[str, str]) -> str:
    """The id of the run of ``job`` with ``tag`` that waits for its turn, or of a new one."""
    waiting = [run.run_id for run in _under_way(dagster_url, tag) if run.is_waiting and run.job == job]
    return waiting[0] if waiting else _launch(dagster_url, job, configs, tag)


def _launch(dagster_url: str, job: str, configs: Mapping[str, Mapping[str, Any]], tag: tuple[str, str]) -> str:
    config = {"ops": {name: {"config": config} for name, config in configs.items()}}
    key, value = tag
    with _answered():
        variables = {"selector": _selector(dagster_url, job), "config": config, "tags": [{"key": key, "value": value}]}
        launched = _ask(dagster_url, _LAUNCH, variables)["launchRun"]
    if launched["__typename"] != "LaunchRunSuccess":
        _log.error("Dagster did not begin %s: %s", job, launched.get("message", launched["__typename"]))
        raise RunRefusedError("The scheduler did not begin this: whoever operates this installation can see why.")
    return str(launched["run"]["runId"])


@contextmanager
def _answered() -> Iterator[None]:
    """Says in words that the scheduler is away, or that something else answers in its place."""
    try:
        yield
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        raise RunRefusedError("The scheduler does not answer, so nothing was begun: try again in a minute.") from None


def _selector(dagster_url: str, job: str) -> dict[str, str]:
    """Where the job is: code locations are called after the way in which the scheduler was started."""
    for node in _ask(dagster_url, _JOBS, {})["repositoriesOrError"]["nodes"]:
        if any(each["name"] == job for each in node["jobs"]):
            return {
                "repositoryLocationName": node["location"]["name"],
                "repositoryName": node["name"],
                "jobName": job,
            }
    raise RunRefusedError("The scheduler has not loaded its jobs yet: try again in a minute.")


def _ask(dagster_url: str, query: str, variables: Mapping[str, Any]) -> Any:
    answer = httpx.post(
        f"{dagster_url}/graphql", json={"query": query, "variables": variables}, timeout=_TIMEOUT_SECONDS
    )
    return answer.raise_for_status().json()["data"]
