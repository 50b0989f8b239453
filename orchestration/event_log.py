"""Dagster's event log in SQLite, quick enough for runs of hundreds of assets and checks.

Dagster opens a shard anew for every event. Closing it again copies its write-ahead log into the file and waits for the
disk several times: in the job for everything more time went there than into loading. Here connections stay open.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

# The index and the newest runs; a daemon sees many runs in its life.
KEPT_OPEN = 4


class PooledEventLog(SqliteEventLogStorage):
    """The same files as ``SqliteEventLogStorage`` writes, through connections that are kept."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "PooledEventLog":
        return cls(inst_data=inst_data, **config_value)

    def wipe(self) -> None:
        self._close()
        super().wipe()

    def dispose(self) -> None:
        super().dispose()
        self._close()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            timeout = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
            engine = create_engine(self.conn_string_for_shard(shard), connect_args=timeout)
            event.listen(engine, "connect", _spare_the_disk)
            self._initdb(engine)
            self._engines[shard] = engine
            if len(self._engines) > KEPT_OPEN:
                self._engines.popitem(last=False)[1].dispose()
        self._engines.move_to_end(shard)
        return self._engines[shard]

    def _close(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _spare_the_disk(connection: Any, _record: Any) -> None:
    """With a write-ahead log this survives a killed process; a power cut may cost the last events, no more."""
    connection.execute("PRAGMA synchronous = NORMAL")
