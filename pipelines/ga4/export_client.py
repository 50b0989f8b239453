"""The Analytics export in BigQuery: its tables, one per day, and their rows. No query is run, so reading is free."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx

from pipelines.ga4.export_errors import classify
from pipelines.ga4.export_schema import Schema, paths, wanted_part
from pipelines.google_sign_in import GoogleSignIn
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, PermanentError
from pipelines.loading.http import ApiClient
from pipelines.loading.whole_lists import ShiftedListError

BASE_URL = "https://bigquery.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/bigquery.readonly"
SETTING = "bigquery_project"
PAGE_ROWS = 10_000
_TABLE = re.compile(r"events_(intraday_)?(\d{8})")
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{4,60}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class DayTable:
    """The table of one day. ``identity`` changes when the day is delivered anew as another table."""

    name: str
    day: date
    is_intraday: bool
    created: str

    @property
    def identity(self) -> str:
        return f"{'intraday' if self.is_intraday else 'daily'}:{self.created}"


@dataclass(frozen=True, slots=True)
class Description:
    """What BigQuery says of a table: the wanted part of its schema, and when it was last written to."""

    schema: Schema
    modified: str


class ExportClient:
    """One property's export, read with ``grant``. Raises SourceError; use it as a context manager."""

    def __init__(self, connection: Connection, grant: Any, property_id: str) -> None:
        project = project_of(connection)
        self._home = f"/bigquery/v2/projects/{project}/datasets/analytics_{property_id}/tables"
        self._sign_in = GoogleSignIn(grant, _is_stale)
        self._api = ApiClient(connection.base_url or BASE_URL, classify)

    def __enter__(self) -> "ExportClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.__exit__()

    def days(self) -> list[DayTable]:
        """The table of every day, newest first: the daily one where both exist, since it replaces the other."""
        found: dict[date, DayTable] = {}
        listed = self._pages(self._home, "tables", "nextPageToken", {"maxResults": "1000"})
        for item in itertools.chain.from_iterable(listed):
            name = item["tableReference"]["tableId"]
            match = _TABLE.fullmatch(name)
            if not match:
                continue
            day = datetime.strptime(match.group(2), "%Y%m%d").date()
            table = DayTable(name, day, bool(match.group(1)), str(item.get("creationTime", "")))
            if day not in found or found[day].is_intraday:
                found[day] = table
        return sorted(found.values(), key=lambda table: table.day, reverse=True)

    def describe(self, table: DayTable) -> Description:
        """The table as it is now; raises GoneError when it was dropped meanwhile."""
        answer = self._api.get_json(f"{self._home}/{table.name}", auth=self._sign_in)
        return Description(wanted_part(answer["schema"]["fields"]), str(answer.get("lastModifiedTime", "")))

    def pages(self, table: DayTable, schema: Schema) -> Iterator[Sequence[Any]]:
        """Every row of a table, page by page, as ``row_decoder`` of ``schema`` takes them."""
        params = {"maxResults": str(PAGE_ROWS), "selectedFields": ",".join(paths(schema))}
        yield from self._pages(f"{self._home}/{table.name}/data", "rows", "pageToken", params)

    def _pages(self, url: str, member: str, token_name: str, params: dict[str, str]) -> Iterator[Sequence[Any]]:
        """The items page by page.

        Raises PermanentError when pages repeat, ShiftedListError when they hold another number than was said.
        """
        seen: set[str] = set()
        count, total, token = 0, None, None
        while True:
            page = self._api.get_json(url, {**params, **({"pageToken": token} if token else {})}, auth=self._sign_in)
            items = page.get(member) or ()
            count += len(items)
            total = page.get("totalRows", total)
            yield items
            token = page.get(token_name)
            if not token:
                break
            if token in seen:
                raise PermanentError("BigQuery repeats a page; nothing of this day was loaded.")
            seen.add(token)
        if total is not None and count != int(total):
            raise ShiftedListError("BigQuery", int(total), count)


def project_of(connection: Connection) -> str:
    """The Google Cloud project that holds the export; raises ConfigurationError for what is no project id."""
    text = str(connection.config.get(SETTING) or "").strip()
    if not _PROJECT.fullmatch(text):
        raise ConfigurationError(f"bigquery_project {text!r} is no project id; copy it from the Google Cloud console.")
    return text


def _is_stale(response: httpx.Response) -> bool:
    return response.status_code == httpx.codes.UNAUTHORIZED
