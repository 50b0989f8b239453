"""Builds the models and, when their checks pass, publishes the marts."""

from collections.abc import Callable
from dataclasses import dataclass

from omnitrackiq.warehouse.isolation import check_isolation
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from omnitrackiq.warehouse.postgres_roles import prepare_roles
from omnitrackiq.warehouse.publishing import Published
from orchestration.control_plane import load_control_plane
from orchestration.dbt import BuildError, NodeResult, remember_built, run_dbt
from orchestration.installation import Installation
from orchestration.lanes import LANE_WAIT_SECONDS
from orchestration.lost_views import lost_views
from orchestration.publish import publish_marts
from orchestration.trial_schemas import drop_trials

_BAD = {"error", "fail", "runtime error"}


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did: models and tests with their outcome, and what readers now get."""

    nodes: tuple[NodeResult, ...]
    published: tuple[Published, ...]


def build(
    installation: Installation,
    *,
    select: str | None = None,
    full_refresh: bool = False,
    step: Callable[[str], None] = lambda _name: None,
) -> Build:
    """Builds all models, or those that ``select`` (dbt's syntax) names, then publishes what changed.

    Raises BuildError when a model or a test fails; then nothing is published and readers keep what they have.
    Raises IsolationError when readers could see rows of other workspaces.
    """
    warehouse = installation.warehouse
    step("settings")
    load_control_plane(installation)
    step("models")
    with lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS):
        prepare_roles(warehouse)
        drop_trials(warehouse)
        nodes = run_dbt(warehouse, build_arguments(select, full_refresh))
        if lost := lost_views(warehouse):
            nodes += run_dbt(warehouse, ["run", "--select", *lost])
        check_isolation(warehouse)
        bad = [node for node in nodes if node.status in _BAD]
        if bad:
            raise BuildError(_sentence(bad))
        if not select:
            remember_built(warehouse)
    step("publish")
    return Build(tuple(nodes), tuple(publish_marts(installation)))


def build_arguments(select: str | None, full_refresh: bool) -> list[str]:
    """dbt's arguments; unit tests judge the SQL, not the data, so they run in CI only."""
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if select:
        arguments += ["--select", select]
    if full_refresh:
        arguments.append("--full-refresh")
    return arguments


def _sentence(bad: list[NodeResult]) -> str:
    first = bad[0]
    name = first.unique_id.split(".")[2]
    more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
    message = " ".join(first.message.split())[:300]
    return f"Nothing was published, for {name} did not pass{more}: {message}"
