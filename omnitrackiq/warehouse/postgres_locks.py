"""Lanes on PostgreSQL: an advisory lock, held by a session of its own that ends with the process."""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.errors import LaneBusyError, LaneLostError, WarehouseError
from omnitrackiq.warehouse.forks import forget_in_children
from omnitrackiq.warehouse.location import Warehouse

if TYPE_CHECKING:
    import psycopg

# The server must notice within a minute that a whole machine is gone, and never end an idle holder.
_SESSION = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c idle_session_timeout=0"


@dataclass(frozen=True, slots=True)
class _AdvisoryLane:
    name: str
    session: "psycopg.Connection[tuple[object, ...]]"

    def assert_held(self) -> None:
        import psycopg

        try:
            self.session.execute("select 1")
        except psycopg.Error as error:
            raise LaneLostError(f"The session that held the {self.name} lane ended: run the command again.") from error


@contextmanager
def advisory_lane(warehouse: Warehouse, name: str, wait_seconds: float) -> Iterator[_AdvisoryLane]:
    """Hold the advisory lock of lane ``name``; see ``locks.lane_lock``."""
    key = int.from_bytes(hashlib.sha256(f"omnitrackiq lane {name}".encode()).digest()[:8], signed=True)
    with open_session(warehouse) as session, forget_in_children(session.fileno()):
        _take(session, name, key, wait_seconds)
        yield _AdvisoryLane(name, session)


@contextmanager
def open_session(warehouse: Warehouse) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A session in autocommit that names this process; raises WarehouseError when the server does not answer."""
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise WarehouseError("A postgresql:// warehouse needs the extra: install omnitrackiq[postgres].") from error

    try:
        session = psycopg.connect(
            warehouse.url,
            autocommit=True,
            connect_timeout=10,
            options=_SESSION,
            application_name=f"omnitrackiq pid {os.getpid()} on {socket.gethostname()}"[:63],
        )
    except psycopg.OperationalError as error:
        address = warehouse.postgres_address()
        raise WarehouseError(
            f"The warehouse at {address.host}:{address.port} does not answer: is the server up and the password right?"
        ) from error
    with closing(session):
        yield session


def _take(session: "psycopg.Connection[tuple[object, ...]]", name: str, key: int, wait_seconds: float) -> None:
    import psycopg

    if wait_seconds <= 0:
        row = session.execute("select pg_try_advisory_lock(%s)", (key,)).fetchone()
        taken = bool(row and row[0])
    else:
        session.execute("select set_config('lock_timeout', %s, false)", (f"{max(1, round(wait_seconds * 1000))}ms",))
        try:
            session.execute("select pg_advisory_lock(%s)", (key,))
            taken = True
        except psycopg.errors.LockNotAvailable:
            taken = False
    if not taken:
        raise LaneBusyError(name, _holder(session, key))


def _holder(session: "psycopg.Connection[tuple[object, ...]]", key: int) -> str:
    """The process that holds ``key``, as it named itself."""
    row = session.execute(
        """
        select activity.application_name
        from pg_locks as held
        inner join pg_stat_activity as activity on activity.pid = held.pid
        where held.locktype = 'advisory' and held.granted and held.objsubid = 1
          and held.database = (select oid from pg_database where datname = current_database())
          and ((held.classid::bigint << 32) | held.objid::bigint) = %s
        """,
        (key,),
    ).fetchone()
    name = str(row[0]) if row else ""
    return name.replace("omnitrackiq pid", "process") if name.startswith("omnitrackiq pid ") else "another process"
