"""The demo: workspaces and connections as the sandbox describes them, and whether it was made lately."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.connections import add_connection, list_connections
from omnitrackiq.accounts.cost_rates import CostRate, replace_cost_rates
from omnitrackiq.accounts.workspaces import create_workspace, list_workspaces
from omnitrackiq.errors import ExpectedError
from orchestration.installation import Installation

FRESH_FOR = timedelta(hours=1)
DETAILS: Mapping[str, Sequence[str]] = {
    "facebook_ads": (
        "age_gender_insights",
        "country_insights",
        "device_insights",
        "hourly_insights",
        "placement_insights",
    ),
    "google_ads": (
        "asset_group_insights",
        "country_insights",
        "device_insights",
        "keyword_insights",
        "product_insights",
        "search_term_insights",
    ),
    "tiktok_ads": ("country_insights", "hourly_insights"),
    "ga4": ("events_daily", "items_daily", "landing_pages_daily"),
}
"""Streams that no page shows, by source. Only the first workspace reads them: they are half of all rows."""
NOTE = "demo.json"
_LONG_AGO = date(2020, 1, 1)
_COSTS = (
    CostRate("shipping", _LONG_AGO, share=Decimal("0.06")),
    CostRate("payment", _LONG_AGO, share=Decimal("0.029")),
    CostRate("payment", _LONG_AGO, gateway="cash"),
    CostRate("other", _LONG_AGO, share=Decimal("0.03")),
)
"""What it costs to sell in a demo workspace: shares, which fit every currency."""


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


def sandbox_apps(sandbox_url: str) -> dict[str, str]:
    """The OAuth apps that the platforms of the sandbox know, as environment variables."""
    try:
        answer: dict[str, str] = httpx.get(f"{sandbox_url}/_sandbox/apps", timeout=30).raise_for_status().json()
    except httpx.HTTPError as error:
        raise DemoError(f"The sandbox at {sandbox_url} does not say which apps it knows: {error}.") from error
    return answer


def connect_demo(
    installation: Installation,
    workspaces: Sequence[DemoWorkspace],
    details: Mapping[str, Sequence[str]] = DETAILS,
) -> None:
    """Makes the workspaces and connections that are missing; what exists stays.

    The streams of ``details`` are read for the first workspace only.
    """
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
                replace_cost_rates(session, workspace.workspace_id, _COSTS, actor=Actor("operator", "demo"), now=now)
                connected.add((workspace.workspace_id, "exchange_rates"))
            for connection in workspace.connections:
                source = connection["source"]
                if (workspace.workspace_id, source) not in connected:
                    is_left_out = workspace is not workspaces[0] and source in details
                    left_out = {"streams_off": list(details[source])} if is_left_out else {}
                    add_connection(
                        session,
                        installation.secret_box,
                        workspace_id=workspace.workspace_id,
                        source=source,
                        config={**connection["config"], **left_out},
                        secrets=connection["secrets"],
                        now=now,
                        status="active",
                    )


def is_fresh(home: Path, options: Sequence[str]) -> bool:
    """Whether the demo of the same market was finished less than an hour ago, as the schedule would do it."""
    try:
        note = json.loads((home / NOTE).read_text())
    except FileNotFoundError:
        return False
    age = datetime.now(UTC) - datetime.fromisoformat(note["finished_at"])
    return bool(note["options"] == list(options) and age < FRESH_FOR)


def remember(home: Path, options: Sequence[str]) -> None:
    """Notes that the demo of this market is finished."""
    note = {"options": list(options), "finished_at": datetime.now(UTC).isoformat()}
    (home / NOTE).write_text(json.dumps(note))
