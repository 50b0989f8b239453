"""Tests a stored connection against its platform and keeps the outcome in its row."""

from dataclasses import asdict, replace
from datetime import datetime

from omnitrackiq.accounts.connection_secrets import read_secrets
from omnitrackiq.accounts.connections import (
    ConnectionRecord,
    ConnectionTest,
    find_connection,
    record_test,
    set_connection_status,
)
from omnitrackiq.accounts.errors import SecretsError
from orchestration.installation import Installation
from orchestration.sources import connection_value, find_source
from pipelines.loading.errors import SourceError


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
        with installation.database.reading() as session:
            secrets = read_secrets(session, installation.secret_box, record)
        report = find_source(record.source).check(connection_value(installation.settings, record, secrets), now)
    except SecretsError as error:
        return ConnectionTest(now, "reauth", str(error))
    except SourceError as error:
        return ConnectionTest(now, error.status, str(error))
    names = ", ".join(f"{account.name} ({account.account_id})" for account in report.accounts)
    found = f"Works: {names}." if names else "Works."
    return ConnectionTest(now, "ok", " ".join((found, *report.warnings)), asdict(report))
