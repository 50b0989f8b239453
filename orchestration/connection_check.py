"""Tests a stored connection against its platform and keeps the outcome in its row."""

from dataclasses import asdict, replace
from datetime import datetime

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


def check_connection(installation: Installation, connection_id: str, *, activate: bool) -> ConnectionTest:
    """The outcome of testing one connection now; with ``activate`` a draft that passes becomes active.

    What is wrong with the connection is in the outcome; raises UnknownConnectionError, ConnectionTakenError.
    """
    with installation.database.reading() as session:
        record = find_connection(session, connection_id)
    test = _outcome(installation, record, installation.now())
    tested = replace(test, tested_at=installation.wall_clock())
    with installation.database.writing() as session:
        record_test(session, record.workspace_id, connection_id, tested)
        if activate and tested.status == "ok" and record.status == "draft":
            set_connection_status(session, record.workspace_id, connection_id, "active", now=tested.tested_at)
    return tested


def _outcome(installation: Installation, record: ConnectionRecord, now: datetime) -> ConnectionTest:
    try:
        secrets = usable_secrets(installation, record)
        source = find_source(record.source)
        value = connection_value(installation.settings, record, secrets)
        keep, renew = keeper_of(installation, record), renewer_of(installation, record)
        report = source.check(replace(value, keep_secrets=keep, renew_secrets=renew), now)
    except PlatformAwayError as error:
        return ConnectionTest(now, "failed", str(error))
    except (SecretsError, ConsentError) as error:
        return ConnectionTest(now, "reauth", str(error))
    except SourceError as error:
        return ConnectionTest(now, error.status, str(error))
    accounts = "; ".join(map(_described, report.accounts))
    found = f"Works: {accounts}." if accounts else "Works."
    version = _version(asked_version(record.source, record.config, source.api_version, now.date()))
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
