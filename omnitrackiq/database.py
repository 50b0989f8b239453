"""The control database: one set of tables on SQLite (embedded) or PostgreSQL (production)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, get_args

from sqlalchemy import CheckConstraint, DateTime, Dialect, Engine, MetaData, String, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from omnitrackiq.errors import ExpectedError

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# A transaction on SQLite sees one moment anyway; on PostgreSQL each statement would see its own.
_ONE_MOMENT: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"isolation_level": "REPEATABLE READ"}}


class DatabaseError(ExpectedError):
    """The control database cannot be used as asked."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, timestamptz on PostgreSQL, naive UTC text on SQLite; naive input is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal as plain text, since SQLite would keep it as a double."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """The tables of the control database, with named constraints so that migrations can alter them."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


def one_of(column: str, values: object, *, nullable: bool = False) -> CheckConstraint:
    """A check that ``column`` holds one of the values of a Literal type."""
    listed = ", ".join(f"'{value}'" for value in get_args(values))
    rule = f"{column} in ({listed})"
    return CheckConstraint(f"{column} is null or {rule}" if nullable else rule, name=column)


@dataclass(frozen=True, slots=True)
class Database:
    """An open control database; share one per process."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and keeps nothing: its changes are rolled back."""
        with Session(self.engine.execution_options(**_ONE_MOMENT[self.engine.dialect.name])) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back when it raises; writers queue up."""
        with Session(self.engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def control_url(url: str) -> URL:
    """The SQLAlchemy address for ``url``: SQLite made absolute, PostgreSQL on psycopg; else DatabaseError."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseError("The database address is not one of sqlite:///path or postgresql://….") from None
    backend = address.drivername.partition("+")[0]
    if backend == "sqlite":
        if not address.database or address.database == ":memory:":
            raise DatabaseError("The sqlite database address needs a file, as in sqlite:///control.sqlite.")
        return address.set(drivername="sqlite", database=str(Path(address.database).expanduser().resolve()))
    if backend in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    raise DatabaseError("The database address is not one of sqlite:///path or postgresql://….")


def unanswered(error: DBAPIError) -> DatabaseError:
    """The sentence for a driver's ``error``: its first line, which holds no password and no statement."""
    lines = str(error.orig).strip().splitlines()
    return DatabaseError(f"The control database does not answer: {lines[0] if lines else 'no reason was given'}.")


def open_database(url: str) -> Database:
    """The control database at ``url`` (see ``control_url``); nothing is connected before the first session."""
    return Database(make_engine(control_url(url)))


def make_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine that begins its transactions itself on SQLite, where the driver would begin them too late."""
    if url.drivername != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except ModuleNotFoundError as error:
            raise DatabaseError("A postgresql:// database needs the extra: install omnitrackiq[postgres].") from error
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute(f"pragma foreign_keys = {int(foreign_keys)}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"begin {mode}")

    return engine
