"""Pipeline work, asked for through Dagster's GraphQL API; nothing secret is ever in what is asked."""

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from omnitrackiq.accounts.connection_kinds import CONNECTION_KINDS
from omnitrackiq.errors import ExpectedError

_LAUNCH = """
mutation Launch($selector: JobOrPipelineSelector!, $config: RunConfigData!) {
  launchRun(executionParams: {selector: $selector, runConfigData: $config}) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on Error { message }
  }
}
"""
_JOBS = """
{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } jobs { name } } } } }
"""
_TIMEOUT_SECONDS = 20
_NEWEST_DAYS = 30
_log = logging.getLogger(__name__)


class RunRefusedError(ExpectedError):
    """The work was not begun."""


def check_connection(dagster_url: str, connection_id: str) -> str:
    """Have a connection tested; returns the run's id. Raises RunRefusedError."""
    return _launch(dagster_url, "check_connection", {"check": {"connection_id": connection_id}})


def sync_workspace(dagster_url: str, workspace_id: str) -> str:
    """Have what is new to one workspace synced, then all built and published; returns the run's id.

    A new connection's history follows by itself.
    """
    only = {"workspace_ids": [workspace_id], "newest_days": _NEWEST_DAYS}
    return _launch(dagster_url, "everything", {f"sync_{source}": only for source in CONNECTION_KINDS})


def _launch(dagster_url: str, job: str, configs: Mapping[str, Mapping[str, Any]]) -> str:
    config = {"ops": {name: {"config": config} for name, config in configs.items()}}
    try:
        variables = {"selector": _selector(dagster_url, job), "config": config}
        launched = _ask(dagster_url, _LAUNCH, variables)["launchRun"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        raise RunRefusedError("The scheduler does not answer, so nothing was begun: try again in a minute.") from None
    if launched["__typename"] != "LaunchRunSuccess":
        _log.error("Dagster did not begin %s: %s", job, launched.get("message", launched["__typename"]))
        raise RunRefusedError("The scheduler did not begin this: whoever operates this installation can see why.")
    return str(launched["run"]["runId"])


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
