"""Where the warehouse is: one frozen value made from its address, passed to whoever loads, builds or publishes."""

import re
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from omnitrackiq.warehouse.errors import WarehouseAddressError, WarehouseBusyError, WarehouseError

if TYPE_CHECKING:
    import duckdb

Engine = Literal["duckdb", "postgres", "spark"]

_FORMS = "duckdb:///path/to/warehouse.duckdb, postgresql://user:password@host:5432/database or spark://host:port"


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """The parts of a PostgreSQL address, for tools that want them one by one."""

    host: str
    port: int
    user: str
    database: str
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse of this installation.

    ``url`` may hold a password and stays out of the representation; ``path`` is the DuckDB file (None elsewhere) and
    ``home`` the absolute folder of this installation, with its locks and published files.
    """

    engine: Engine
    url: str = field(repr=False)
    home: Path
    path: Path | None = None

    @classmethod
    def parse(cls, url: str, home: Path) -> Self:
        """The warehouse at ``url``; a relative DuckDB path counts from the working folder, as in SQLAlchemy.

        Raises WarehouseAddressError, which never repeats the address: it may hold a password.
        """
        home = home.expanduser().resolve()
        scheme = url.partition("://")[0].lower()
        if scheme == "duckdb":
            path = _duckdb_path(url)
            return cls("duckdb", f"duckdb:///{path}", home, path)
        if scheme in ("postgresql", "postgres") or scheme.startswith("postgresql+"):
            address = cls("postgres", f"postgresql://{url.partition('://')[2]}", home)
            address.postgres_address()
            return address
        if scheme == "spark":
            if not urlsplit(url).hostname:
                raise WarehouseAddressError("The spark warehouse address needs a host, as in spark://host:port.")
            return cls("spark", url, home)
        raise WarehouseAddressError(f"The warehouse address is not one of {_FORMS}.")

    @staticmethod
    def raw_schema(source: str) -> str:
        """The schema (dlt dataset) that holds what ``source`` loads."""
        return f"raw_{source}"

    @property
    def locks_folder(self) -> Path:
        return self.home / "locks"

    @property
    def published_folder(self) -> Path:
        return self.home / "published"

    def postgres_address(self) -> PostgresAddress:
        """The parts of a PostgreSQL address; raises WarehouseAddressError when one is missing."""
        if self.engine != "postgres":
            raise WarehouseAddressError("Only a postgresql:// warehouse has a host, a user and a database.")
        try:
            parts = urlsplit(self.url)
            port = parts.port or 5432
        except ValueError:
            raise WarehouseAddressError("The port of the postgresql:// warehouse address is not a number.") from None
        options = dict(parse_qsl(parts.query))
        host = parts.hostname or options.pop("host", "")
        database = unquote(parts.path.removeprefix("/"))
        if not (host and parts.username and database):
            raise WarehouseAddressError(
                "The postgresql:// warehouse address needs host, user and database, "
                "as in postgresql://user:password@host:5432/database."
            )
        return PostgresAddress(
            host=host,
            port=port,
            user=unquote(parts.username),
            database=database,
            password=unquote(parts.password or ""),
            options=tuple(sorted(options.items())),
        )

    def connect_read_write(self) -> "duckdb.DuckDBPyConnection":
        """Open the DuckDB file as its one writer; the caller closes it and holds the lane.

        Raises WarehouseBusyError when another process has it open, WarehouseError when it cannot be opened at all.
        """
        import duckdb

        if self.path is None:
            raise WarehouseError(f"A {self.engine} warehouse is not a DuckDB file.")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return duckdb.connect(str(self.path))
        except duckdb.IOException as error:
            raise explain_duckdb_error(self.path, str(error)) from error
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(f"The warehouse {self.path} cannot be opened: {_first_line(str(error))}") from error

    def check(self) -> None:
        """Return when the warehouse answers, or is a DuckDB file still to be made.

        Raises WarehouseBusyError when the DuckDB file is in use, WarehouseError with the reason otherwise.
        """
        if self.path is not None and self.path.exists():
            self.connect_read_write().close()
        elif self.engine == "postgres":
            from omnitrackiq.warehouse.postgres_locks import open_session

            with open_session(self):
                return
        elif self.engine == "spark":
            parts = urlsplit(self.url)
            try:
                socket.create_connection((str(parts.hostname), parts.port or 10000), timeout=10).close()
            except OSError as error:
                raise WarehouseError(f"The warehouse at {parts.hostname} does not answer: {error.strerror}.") from error


def _duckdb_path(url: str) -> Path:
    rest = url.partition("://")[2]
    name = rest.removeprefix("/")
    if not rest.startswith("/") or not name or name.endswith("/"):
        raise WarehouseAddressError("The duckdb warehouse address needs a file, as in duckdb:///warehouse.duckdb.")
    if name.startswith((":memory:", "md:")) or "?" in name:
        raise WarehouseAddressError("The duckdb warehouse must be a file of its own, without options after it.")
    return Path(name).expanduser().resolve()


def explain_duckdb_error(path: Path, text: str) -> WarehouseError:
    """The sentence for DuckDB's I/O error ``text`` about the file at ``path``, whoever met it (dlt and dbt do too)."""
    if "could not set lock" in text.lower():
        pid = re.search(r"PID (\d+)", text)
        holder = f"process {pid[1]}" if pid else "another process"
        return WarehouseBusyError(f"The warehouse {path} is in use by {holder}: wait until it ends, then try again.")
    return WarehouseError(f"The warehouse {path} cannot be opened: {_first_line(text)}")


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason was given."
