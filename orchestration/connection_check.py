"""Tests a stored connection against its platform and keeps the outcome in its row."""

from dataclasses import asdict, replace
from datetime import datetime

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.connections import (
    ConnectionRecord,
    ConnectionTest,
    find_connection,
    record_test,
    set_connection_status,
)
from omnitrackiq.accounts.errors import SecretsError
from omnitrackiq.accounts.oauth.consent import ConsentError, PlatformAwayError
from orchestration.api_versions import AskedVersion, asked_version
from orchestration.installation import Installation
from orchestration.renewed_secrets import keeper_of
from orchestration.sources import connection_value, find_source
from orchestration.token_renewal import renewer_of, usable_secrets
from pipelines.loading.errors import SourceError
from pipelines.loading.source import AccountReport


def check_connection(
    installation: Installation, connection_id: str, *, activated_by: Actor | None = None
) -> ConnectionTest:
    """The outcome of testing one connection now; a draft that passes becomes active where ``activated_by`` wants it.

    What is wrong with the connection is in the outcome; raises UnknownConnectionError, ConnectionTakenError.
    """
    with installation.database.reading() as session:
        found = find_connection(session, connection_id)
    test = _outcome(installation, found, installation.now())
    tested = replace(test, tested_at=installation.wall_clock())
    with installation.database.writing() as session:
        now, workspace_id = tested.tested_at, found.workspace_id
        is_draft = record_test(session, workspace_id, connection_id, tested).status == "draft"
        if activated_by is not None and is_draft and tested.status == "ok":
            set_connection_status(session, workspace_id, connection_id, "active", now=now)
            what, details = "connection.activated", {"source": found.source}
            record(session, activated_by, what, connection_id, now=now, workspace_id=workspace_id, details=details)
    return tested


def _outcome(installation: Installation, connection: ConnectionRecord, now: datetime) -> ConnectionTest:
    try:
        secrets = usable_secrets(installation, connection)
        source = find_source(connection.source)
        value = connection_value(installation.settings, connection, secrets)
        keep, renew = keeper_of(installation, connection), renewer_of(installation, connection)
        report = source.check(replace(value, keep_secrets=keep, renew_secrets=renew), now)
    except PlatformAwayError as error:
        return ConnectionTest(now, "failed", str(error))
    except (SecretsError, ConsentError) as error:
        return ConnectionTest(now, "reauth", str(error))
    except SourceError as error:
        return ConnectionTest(now, error.status, str(error))
    accounts = "; ".join(map(_described, report.accounts))
    found = f"Works: {accounts}." if accounts else "Works."
    version = _version(asked_version(connection.source, connection.config, source.api_version, now.date()))
    streams = [asdict(stream) for stream in source.optional_streams]
    told = {**asdict(report), "optional_streams": streams}
    return ConnectionTest(now, "ok", " ".join((found, *version, *report.warnings)), told)


def _described(account: AccountReport) -> str:
    """An account by name and id, with the currency of its money and the zone of its days, where it has them."""
    parts = (account.account_id, account.currency, account.timezone)
    return f"{account.name} ({', '.join(part for part in parts if part)})"


def _version(asked: AskedVersion | None) -> tuple[str, ...]:
    """Which API version answers, and until when; nothing for a source without versions."""
    if asked is None:
        return ()
    if asked.end is None:
        return (f"API version {asked.version}, for which no end is announced.",)
    until = f"which was to end about {asked.end}" if asked.has_ended else f"answered until about {asked.end}"
    said = f"API version {asked.version}, {until}."
    return (said, asked.remedy) if asked.ends_soon else (said,)
