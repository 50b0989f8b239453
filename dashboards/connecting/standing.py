"""How a connection stands: its state, when it was and will be read, how far back, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from dashboards import front_desk
from dashboards.admission import Admission
from omnitrackiq.accounts.connections import ConnectionRecord, list_connections
from omnitrackiq.accounts.workspaces import get_workspace
from omnitrackiq.reporting.formatting import day, number
from omnitrackiq.reporting.freshness import ago
from omnitrackiq.warehouse.ledger import SyncLedger
from omnitrackiq.warehouse.schedule import next_sync
from omnitrackiq.warehouse.sync_runs import SyncRun

WARN_BEFORE = timedelta(days=14)
"""So long before a platform's access ends people are asked to sign in again."""

_WORDS = {
    "active": ("fresh", "Connected"),
    "paused": ("waiting", "Paused"),
    "reauth": ("broken", "Access has ended"),
    "config": ("broken", "Setup needs fixing"),
    "draft": ("waiting", "Not finished"),
}
_REMEDIES = {
    "reauth": "Sign in again on the platform, or connect the account again; what was loaded stays.",
    "config": "Fix it on the platform and test again under More, or remove it and connect the account again.",
    "failed": "Nothing was lost: the next sync tries again by itself.",
    "throttled_until": "The sync goes on by itself.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A connection as the page shows it; ``history`` is the share of its days that is held, while some are missing."""

    connection: ConnectionRecord
    state: str
    word: str
    facts: Sequence[str]
    problem: str = ""
    history: float | None = None
    can_sign_in: bool = False


def standings_of(admission: Admission, now: datetime) -> list[Standing]:
    """All connections of the workspace that is shown, as of ``now``; those that people connected come first."""
    database = front_desk.require().database
    with database.reading() as session:
        zone = ZoneInfo(get_workspace(session, admission.workspace_id).timezone)
        connections = list_connections(session, workspace_ids=[admission.workspace_id])
    ledger = SyncLedger(database)
    latest = {run.connection_id: run for run in ledger.latest(workspace_id=admission.workspace_id)}
    running = {run.connection_id: run for run in ledger.under_way(admission.workspace_id)}
    local = now.astimezone(zone)
    ordered = sorted(connections, key=lambda each: (each.source == "exchange_rates", each.name))
    return [
        standing_of(each, latest.get(each.connection_id), running.get(each.connection_id), local) for each in ordered
    ]


def standing_of(connection: ConnectionRecord, last: SyncRun | None, running: SyncRun | None, now: datetime) -> Standing:
    """A connection, its newest finished sync and the one that runs; ``now`` is local."""
    state, word = _WORDS[connection.status]
    waits = connection.throttled_until is not None and connection.throttled_until > now
    if running is not None:
        state, word = "running", "Syncing"
    elif waits:
        state, word = "waiting", "Asked to wait by the platform"
    elif connection.status == "active" and last is not None and last.status == "failed":
        state, word = "late", "The last sync failed"
    ends_soon = connection.access_ends_at is not None and connection.access_ends_at - now < WARN_BEFORE
    problem = _problem(connection, last)
    if not problem and ends_soon and connection.access_ends_at is not None:
        state = "late"
        problem = (
            f"The platform's access ends on {day(connection.access_ends_at.astimezone(now.tzinfo).date())}: sign in "
            "again before, and nothing is missed."
        )
    return Standing(
        connection,
        state,
        word,
        _facts(connection, last, running, now),
        problem,
        _history(running or last),
        can_sign_in=connection.status == "reauth" or ends_soon,
    )


def standing_html(standing: Standing) -> str:
    """One connection in words."""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in standing.facts)
    problem = f"<span class='problem'>{escape(standing.problem)}</span>" if standing.problem else ""
    bar = (
        f"<progress value='{standing.history:.3f}' max='1' aria-label='History read so far'></progress>"
        if standing.history is not None
        else ""
    )
    return (
        f"<div class='connection' data-state='{standing.state}' data-source='{escape(standing.connection.source)}'>"
        f"<strong>{escape(standing.connection.name)}</strong><span class='state'>{escape(standing.word)}</span>"
        f"<ul class='detail'>{facts}</ul>{bar}{problem}</div>"
    )


def _facts(connection: ConnectionRecord, last: SyncRun | None, running: SyncRun | None, now: datetime) -> list[str]:
    facts = []
    if running is not None:
        facts.append(f"{number(running.rows)} rows so far" if running.rows else "Began just now")
    if last is not None and last.finished_at is not None:
        facts.append(f"Last sync {ago(now - last.finished_at)}")
        facts.append(f"{number(last.rows)} rows")
    elif connection.status == "active":
        facts.append("First sync begins shortly")
    newest = running or last
    if newest is not None and newest.back_to is not None:
        facts.append(f"Complete back to {day(newest.back_to)}")
    if connection.status not in ("draft", "paused") and running is None:
        due = next_sync(now)
        if connection.throttled_until is not None and connection.throttled_until > due:
            due = next_sync(connection.throttled_until.astimezone(now.tzinfo))
        when = f"{due:%H:%M}" if due.date() == now.date() else f"{day(due.date())}, {due:%H:%M}"
        facts.append(f"Next sync {when}")
    return facts


def _problem(connection: ConnectionRecord, last: SyncRun | None) -> str:
    """What went wrong last, and what to do about it."""
    test = connection.last_test
    synced_at = last.finished_at if last is not None else None
    if test is not None and test.status != "ok" and (synced_at is None or synced_at <= test.tested_at):
        return f"{test.message} {_REMEDIES[test.status]}"
    if last is not None and last.status not in (None, "ok"):
        return f"{last.error or 'The last sync did not end well.'} {_REMEDIES[last.status or 'failed']}"
    return ""


def _history(newest: SyncRun | None) -> float | None:
    """The share of the wanted days that is held, while some are missing."""
    if newest is None or not newest.wanted_days or newest.days is None or newest.days >= newest.wanted_days:
        return None
    return newest.days / newest.wanted_days
