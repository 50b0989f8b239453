"""The examination of an installation: what is set, what answers, what will end; each finding with its remedy."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from omnitrackiq.accounts.audit import chain_names, first_broken
from omnitrackiq.accounts.connections import ConnectionRecord, list_connections
from omnitrackiq.errors import ExpectedError
from omnitrackiq.migrations.upgrading import migration_state
from omnitrackiq.settings import Settings, SettingsError, load_settings, unknown_variables
from omnitrackiq.warehouse.errors import WarehouseBusyError
from omnitrackiq.warehouse.location import Warehouse
from orchestration.api_versions import asked_version
from orchestration.connection_check import check_connection
from orchestration.installation import Installation, open_installation
from orchestration.sources import find_source

_LITTLE_DISK = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: "ok", "note" (works, but see to it) or "bad" (mend it first)."""

    verdict: Literal["ok", "note", "bad"]
    subject: str
    found: str
    remedy: str = ""


def examine(environ: Mapping[str, str], today: date, *, offline: bool) -> list[Finding]:
    """Everything found, in the order in which it should be mended; ``offline`` asks no platform."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Finding("bad", "settings", str(error), "Set the variables as .env.example says.")]
    database = _database(settings)
    findings = [*_settings(settings, environ), *_home(settings), database, _warehouse(settings.warehouse)]
    if database.verdict == "ok":
        installation = open_installation(settings)
        findings += [_audit_log(installation), *_connections(installation, today, offline=offline)]
        installation.database.close()
    return findings


def _settings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    yield Finding("ok", "settings", f"{settings.env} mode")
    for variable, close in unknown_variables(environ).items():
        remedy = f"Did you mean {close}?" if close else "Remove it."
        yield Finding("note", "settings", f"{variable} means nothing here", remedy)
    if settings.env == "production" and settings.database_url.startswith("sqlite"):
        yield Finding(
            "note",
            "settings",
            "the control database is SQLite in production",
            "Point OMNITRACKIQ_DATABASE_URL at Postgres.",
        )


def _home(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.home).free
    if free < _LITTLE_DISK:
        yield Finding("note", "home", f"{free / 1024**3:.1f} GiB free on the disk of {settings.home}", "Make room.")
    else:
        yield Finding("ok", "home", f"{settings.home}, {free / 1024**3:.0f} GiB free")
    for path in sorted((settings.home / "secrets").glob("*")):
        if path.stat().st_mode & 0o077:
            yield Finding("bad", "home", f"{path} can be read by others", f"chmod 600 {path}")


def _database(settings: Settings) -> Finding:
    try:
        state = migration_state(settings.database_url)
    except ExpectedError as error:
        return Finding("bad", "database", str(error), "Check OMNITRACKIQ_DATABASE_URL and that the server is up.")
    if not state.is_current:
        have = state.current or "empty"
        return Finding("bad", "database", f"revision {have}, wanted {state.wanted}", "Run omnitrackiq migrate.")
    return Finding("ok", "database", f"revision {state.current}")


def _warehouse(warehouse: Warehouse) -> Finding:
    try:
        warehouse.check()
    except WarehouseBusyError as error:
        return Finding("note", "warehouse", str(error), "Nothing, if a sync or build is under way.")
    except ExpectedError as error:
        return Finding("bad", "warehouse", str(error), "Check OMNITRACKIQ_WAREHOUSE_URL.")
    return Finding("ok", "warehouse", f"{warehouse.engine} answers")


def _audit_log(installation: Installation) -> Finding:
    with installation.database.reading() as session:
        chains = list(chain_names(session))
        broken = {name: first_broken(session, name) for name in chains}
    for name, position in broken.items():
        if position is not None:
            where = f"the log of {name}" if name else "the log of the installation"
            remedy = "Compare it with a backup: somebody changed the database itself."
            return Finding("bad", "audit log", f"{where} was altered at event {position}", remedy)
    return Finding("ok", "audit log", f"{len(chains)} logs are whole")


def _connections(installation: Installation, today: date, *, offline: bool) -> Iterator[Finding]:
    with installation.database.reading() as session:
        records = list_connections(session)
    if not records:
        yield Finding("note", "connections", "there are none", "omnitrackiq connection add, or omnitrackiq demo.")
    for record in records:
        if record.status == "paused":
            continue
        if not offline:
            yield from _test(installation, record)
        yield from _version(record, today)


def _test(installation: Installation, record: ConnectionRecord) -> Iterator[Finding]:
    """What a test of the connection says: whether it works, as what, and what it will lack."""
    subject = f"{record.workspace_id} {record.source}"
    again = f"Then run omnitrackiq connection test {record.connection_id}."
    try:
        test = check_connection(installation, record.connection_id)
    except ExpectedError as error:
        yield Finding("bad", subject, str(error), "Mend that, then run doctor again.")
        return
    if test.status != "ok":
        yield Finding("bad", subject, f"{test.status}: {test.message}", again)
        return
    warnings = (test.report or {}).get("warnings", ())
    yield Finding("ok", subject, test.message.removesuffix(" ".join(warnings)).rstrip())
    for warning in warnings:
        yield Finding("note", subject, warning, again)


def _version(record: ConnectionRecord, today: date) -> Iterator[Finding]:
    asked = asked_version(record.source, record.config, find_source(record.source).api_version, today)
    if asked is not None and asked.ends_soon:
        subject = f"{record.workspace_id} {record.source}"
        ends = "was to end" if asked.has_ended else "ends"
        yield Finding("note", subject, f"its API version {asked.version} {ends} about {asked.end}", asked.remedy)
