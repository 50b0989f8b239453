"""A source as the frame sees it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.table import LOAD_WINDOWS, REJECTED_RECORDS, Table

Cursors = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AccountReport:
    """An account that a credential can read: its own currency (ISO 4217) and zone (IANA), where it has them."""

    account_id: str
    name: str
    currency: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What a connection test found; ``warnings`` are plain sentences with the remedy."""

    accounts: tuple[AccountReport, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionalStream:
    """A stream that a connection may switch off with the setting ``streams_off``; ``title`` is for people."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """One platform: its tables, its address, how to read it and how to test a connection.

    ``extract`` gets a connection, its cursors by stream and the window, runs in a thread of its own and yields slices;
    it raises a SourceError to end this connection's part. ``check`` raises the same errors. ``api_version`` is the one
    asked for unless a connection says otherwise. Streams that are not ``optional_streams`` are always read.
    """

    name: str
    tables: tuple[Table, ...]
    base_url: str
    extract: Callable[[Connection, Cursors, SyncWindow], Iterator[Slice]]
    check: Callable[[Connection, datetime], ConnectionReport]
    api_version: str | None = None
    optional_streams: tuple[OptionalStream, ...] = ()

    @property
    def all_tables(self) -> tuple[Table, ...]:
        return (*self.tables, LOAD_WINDOWS, REJECTED_RECORDS)

    def table(self, name: str) -> Table:
        return next(table for table in self.all_tables if table.name == name)
