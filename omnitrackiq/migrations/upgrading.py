"""Bring a control database to this release: all steps in one transaction, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import OperationalError

from omnitrackiq.database import DatabaseError, control_url, make_engine, unanswered

_LOCK = 0x6F6D6E6974726163
_FOUND_OTHERWISE = (
    "The control database is not as its release left it, so nothing was changed ({reason}): bring back a backup, or "
    "take away what was added by hand, and migrate again."
)


class MigrationError(DatabaseError):
    """The control database cannot be brought to this release as it is."""


@dataclass(frozen=True, slots=True)
class MigrationState:
    """The revision that a database has (None when it is empty) and the one that this release wants."""

    current: str | None
    wanted: str

    @property
    def is_current(self) -> bool:
        return self.current == self.wanted


def migrate(database_url: str) -> MigrationState:
    """Upgrade the database to this release, keeping its data; returns what it was before.

    Either every step is applied or none. A second process waits for the first and then finds nothing to do. Raises
    MigrationError for a database of a newer release or one that somebody else has changed, DatabaseError when it does
    not answer.
    """
    with _migrating(database_url) as connection:
        state = _state(connection)
        if not state.is_current:
            config = alembic_config()
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except DriverError as error:
                raise MigrationError(_FOUND_OTHERWISE.format(reason=_first_line(error))) from error
            _check_references(connection)
        return state


def migration_state(database_url: str) -> MigrationState:
    """How far the database is; raises MigrationError for one of a newer release, DatabaseError when it is away."""
    with _connected(make_engine(control_url(database_url))) as connection:
        return _state(connection)


def require_current(database_url: str, *, upgrade: bool) -> None:
    """Return when the database is of this release: upgraded first if ``upgrade``, else MigrationError says how to."""
    state = migration_state(database_url)
    if not state.is_current and not upgrade:
        raise MigrationError("The control database is not of this release yet: run `omnitrackiq migrate` first.")
    if not state.is_current:
        migrate(database_url)


def alembic_config() -> Config:
    """What Alembic needs to know; the connection goes into its attributes."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _state(connection: Connection) -> MigrationState:
    scripts = ScriptDirectory.from_config(alembic_config())
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise MigrationError(
            f"The control database is of a newer release (revision {current}): install that release to use it."
        )
    return MigrationState(current, str(scripts.get_current_head()))


@contextmanager
def _migrating(database_url: str) -> Iterator[Connection]:
    """A connection in one transaction that no other migration shares; SQLite rebuilds tables, so without checks."""
    engine = make_engine(control_url(database_url), foreign_keys=False)
    exclusive = engine.execution_options(sqlite_begin="EXCLUSIVE")
    with _connected(exclusive) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        with _connect(engine) as connection:
            yield connection
    except OperationalError as error:
        raise unanswered(error) from error
    finally:
        engine.dispose()


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except DriverError as error:
        raise unanswered(error) from error


def _check_references(connection: Connection) -> None:
    """Refuse an upgrade that left a reference dangling; PostgreSQL checks by itself."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("pragma foreign_key_check").first():
        raise MigrationError("The upgrade would leave broken references, so nothing was changed.")


def _first_line(error: DriverError) -> str:
    """What the driver says, without the statement."""
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else "no reason was given"
