"""How a command fails: one sentence on standard error and an exit code, never a traceback."""

import errno
import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from omnitrackiq.errors import ExpectedError
from omnitrackiq.warehouse.location import explain_duckdb_error

_FULL = ("No space left on device", "database or disk is full")
"""What operating system, DuckDB, PostgreSQL and SQLite say."""


def exit_code(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run ``app`` and return 0 for success, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C."""
    try:
        app(arguments, prog_name="omnitrackiq")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:
        print(sentence_of(error) or _unexpected(error), file=sys.stderr)
        return 2 if _is_wrong_usage(error) else 1
    return 0


def sentence_of(error: BaseException) -> str | None:
    """The sentence for a failure that a person can act on, wherever in its causes it is; None for a defect."""
    for cause in _causes(error):
        if sentence := _sentence(cause):
            return sentence
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _sentence(error: BaseException) -> str | None:
    if isinstance(error, ExpectedError) or _is_source_error(error):
        return str(error)
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"{os.strerror(error.errno)}{_where(error)}."
    text = str(error)
    if any(words in text for words in _FULL) or (isinstance(error, OSError) and error.errno == errno.EDQUOT):
        return f"The disk is full{_where(error)}: make room, then run the same command again."
    if locked := re.search(r'Could not set lock on file "([^"]+)"', text):
        return str(explain_duckdb_error(Path(locked[1]), text))
    return _lost_warehouse_sentence(error) or _database_sentence(error)


def _where(error: BaseException) -> str:
    return f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""


def _is_source_error(error: BaseException) -> bool:
    """Whether a source raised ``error``, without importing the sources for it."""
    errors = sys.modules.get("pipelines.loading.errors")
    return errors is not None and isinstance(error, errors.SourceError)


def _lost_warehouse_sentence(error: BaseException) -> str | None:
    """The sentence for a PostgreSQL warehouse that went away in the middle of the work."""
    drivers = (sys.modules.get(name) for name in ("psycopg", "psycopg2"))
    if not isinstance(error, tuple(driver.OperationalError for driver in drivers if driver is not None)):
        return None
    return "The warehouse went away in the middle of the work: see that the server is up, then run the command again."


def _database_sentence(error: BaseException) -> str | None:
    """The sentence for a control database that is away or was never made, if ``error`` says so."""
    drivers = sys.modules.get("sqlalchemy.exc")
    if drivers is None or not isinstance(error, drivers.OperationalError | drivers.ProgrammingError):
        return None
    if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
        return "The control database is not of this release yet: run `omnitrackiq migrate` first."
    if isinstance(error, drivers.OperationalError):
        from omnitrackiq.database import unanswered

        return str(unanswered(error))
    return None


def _is_wrong_usage(error: BaseException) -> bool:
    accounts = sys.modules.get("omnitrackiq.accounts.errors")
    return accounts is not None and isinstance(error, accounts.InvalidValueError)


def _unexpected(error: Exception) -> str:
    """Keep the traceback where only its owner can read it, and say where."""
    from omnitrackiq.settings import SettingsError, load_settings

    kind = type(error).__name__
    try:
        folder = load_settings().home / "logs"
        report = _keep(folder, "".join(traceback.format_exception(error)))
    except (OSError, SettingsError):
        return f"This should not happen ({kind}), and the details could not be kept: is the home writable?"
    return f"This should not happen ({kind}); the details are in {report}."


def _keep(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"failure-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path
