"""The demo: workspaces and connections as the sandbox describes them, then the job for everything, in process."""

import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import httpx

from omnitrackiq.accounts.connections import add_connection, list_connections
from omnitrackiq.accounts.workspaces import create_workspace, list_workspaces
from omnitrackiq.errors import ExpectedError
from orchestration.dagster_instance import dagster_instance, process_tags
from orchestration.dbt import make_manifest
from orchestration.definitions import EVERYTHING, defs
from orchestration.installation import Installation
from pipelines.loading.fetch import Observer

FRESH_FOR = timedelta(hours=1)


class DemoError(ExpectedError):
    """The demo could not be made."""


@dataclass(frozen=True, slots=True)
class DemoWorkspace:
    """A workspace as the sandbox describes it, with what its connections need."""

    workspace_id: str
    name: str
    currency: str
    timezone: str
    connections: Sequence[Mapping[str, Any]]


def sandbox_workspaces(sandbox_url: str) -> list[DemoWorkspace]:
    """The workspaces of the market that the sandbox at ``sandbox_url`` serves."""
    try:
        answer = httpx.get(f"{sandbox_url}/_sandbox/workspaces", timeout=120).raise_for_status()
    except httpx.HTTPError as error:
        raise DemoError(f"The sandbox at {sandbox_url} does not say which workspaces it has: {error}.") from error
    return [DemoWorkspace(**{name: each[name] for name in DemoWorkspace.__slots__}) for each in answer.json()]


def connect_demo(installation: Installation, workspaces: Sequence[DemoWorkspace]) -> None:
    """Makes the workspaces and connections that are missing; what exists stays."""
    now = installation.wall_clock()
    with installation.database.writing() as session:
        known = {workspace.workspace_id for workspace in list_workspaces(session)}
        connected = {(each.workspace_id, each.source) for each in list_connections(session)}
        for workspace in workspaces:
            if workspace.workspace_id not in known:
                create_workspace(
                    session,
                    workspace_id=workspace.workspace_id,
                    name=workspace.name,
                    currency=workspace.currency,
                    timezone=workspace.timezone,
                    now=now,
                )
                connected.add((workspace.workspace_id, "exchange_rates"))
            for connection in workspace.connections:
                if (workspace.workspace_id, connection["source"]) not in connected:
                    add_connection(
                        session,
                        installation.secret_box,
                        workspace_id=workspace.workspace_id,
                        source=connection["source"],
                        config=connection["config"],
                        secrets=connection["secrets"],
                        now=now,
                        status="active",
                    )


def run_everything(installation: Installation, observer: Observer) -> None:
    """Runs the job for everything in this process, its output to the home's log.

    Raises DemoError with the first failure's sentence.
    """
    make_manifest(installation.warehouse)
    job = defs().resolve_job_def(EVERYTHING)
    log = installation.settings.home / "logs" / "demo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with dagster_instance(installation.settings.home) as instance, log.open("w") as output, redirect_stdout(output):
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags=process_tags(),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            resources={"installation": installation, "observer": observer},
        )
        if not result.success:
            raise DemoError(_first_failure(result))


def is_fresh(installation: Installation, options: Sequence[str]) -> bool:
    """Whether the demo of the same market was finished less than an hour ago, as the schedule would do it."""
    try:
        note = json.loads(_note(installation).read_text())
    except FileNotFoundError:
        return False
    age = installation.wall_clock() - datetime.fromisoformat(note["finished_at"])
    return bool(note["options"] == list(options) and age < FRESH_FOR)


def remember(installation: Installation, options: Sequence[str]) -> None:
    """Notes that the demo of this market is finished."""
    note = {"options": list(options), "finished_at": installation.wall_clock().isoformat()}
    _note(installation).write_text(json.dumps(note))


def _note(installation: Installation) -> Path:
    return installation.settings.home / "demo.json"


def _first_failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        return f"The step {event.step_key} failed: {cause.message.strip() if cause else 'no reason was given'}"
    return "The run failed before its first step."
