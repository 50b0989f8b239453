"""The file of a bulk operation: fetched to disk, checked, and its objects put together again."""

import itertools
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from pipelines.loading.batches import batches
from pipelines.loading.errors import PermanentError, TransientError
from pipelines.loading.http import certificates
from pipelines.loading.turns import sleep, waiting
from pipelines.shopify.bulk.operations import LostOperationError, Result

logger = logging.getLogger(__name__)

ATTEMPTS = 4
_IDS_PER_QUESTION = 10_000
_PLACES = {"LineItem": "lineItems", "ShippingLine": "shippingLines", "CustomerVisit": "moments"}
_PLACES_BY_ENDING = {"Sale": "sales", "Agreement": "agreements", "Application": "discountApplications"}
_KEEPS_ITS_TYPE = frozenset({"sales", "discountApplications"})
"""The connections whose pages select ``__typename`` too."""


class ExpiredAddressError(Exception):
    """The address is no longer good; the operation gives another."""


def fetch(url: str, result: Result, path: Path) -> None:
    """Fetches the file to ``path``, without the token, until it is whole; raises SourceError, ExpiredAddressError."""
    retrying = Retrying(
        retry=retry_if_exception_type(TransientError),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.2, max=20),
        sleep=sleep,
        reraise=True,
    )
    retrying(_fetch_once, url, result, path)


def _fetch_once(url: str, result: Result, path: Path) -> None:
    host = httpx.URL(url).host
    try:
        timeout = httpx.Timeout(60, connect=10)
        with waiting(), httpx.stream("GET", url, timeout=timeout, verify=certificates()) as response:
            if response.is_client_error:
                raise ExpiredAddressError
            if not response.is_success:
                raise TransientError(f"{host} does not hand out the shop's history ({response.status_code}).")
            with path.open("wb") as file:
                for chunk in response.iter_bytes():
                    file.write(chunk)
    except httpx.TransportError as error:
        raise TransientError(f"{host} broke off the shop's history; try again later.") from error
    if path.stat().st_size != result.size:
        raise TransientError(f"{host} sent a part of the shop's history only; try again later.")


class BulkFile:
    """The objects of a fetched file, whatever the order of its lines: a table on disk, indexed by their parents.

    Raises LostOperationError when lines do not parse, objects are missing, or parts have no owner: fetched again, the
    file would be the same.
    """

    def __init__(self, path: Path, result: Result) -> None:
        self.root_count = result.roots
        self._table = sqlite3.connect(path.with_suffix(".sqlite"), isolation_level=None, check_same_thread=False)
        self._table.execute("pragma journal_mode = off")
        self._table.execute("pragma synchronous = off")
        self._table.execute("create table line (place integer primary key, id text, parent text, body blob)")
        self._table.execute("begin")
        with path.open("rb") as file:
            self._table.executemany("insert into line (id, parent, body) values (?, ?, ?)", _split(file))
        self._table.execute("create index by_parent on line (parent)")
        self._table.execute("create index by_id on line (id)")
        self._table.execute("commit")
        self._check(result)

    def roots(self, skipped: int, size: int) -> Iterator[list[dict[str, Any]]]:
        """The top-level objects with everything below them, ``size`` at a time, in the order of the file."""
        found = self._table.execute("select body from line where parent is null order by place")
        whole = (orjson.loads(body) for (body,) in itertools.islice(found, skipped, None))
        for chunk in batches(whole, size):
            yield self._with_parts(chunk)

    def by_id(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The top-level objects with these ids, with everything below them."""
        bodies = self._asked("select id, body from line where parent is null and id in", list(ids))
        return {node["id"]: node for node in self._with_parts(orjson.loads(body) for _, body in bodies)}

    def _with_parts(self, roots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        nodes = list(roots)
        level = {node["id"]: node for node in nodes}
        for node in nodes:
            del node["__typename"]
        while level:
            below: dict[str, dict[str, Any]] = {}
            for parent, body in self._asked("select parent, body from line where parent in", list(level)):
                part = orjson.loads(body)
                _put(level[parent], part)
                if part.get("id"):
                    below[part["id"]] = part
            level = below
        return nodes

    def _asked(self, question: str, ids: list[str]) -> Iterator[tuple[str, bytes]]:
        for some in batches(ids, _IDS_PER_QUESTION):
            marks = ",".join("?" * len(some))
            yield from self._table.execute(f"{question} ({marks}) order by place", some)

    def _check(self, result: Result) -> None:
        lines, roots = self._table.execute("select count(*), count(*) - count(parent) from line").fetchone()
        if roots != result.roots:
            raise _broken(f"it holds {roots} objects instead of {result.roots}")
        if lines != result.objects:
            logger.warning("Shopify counted %s objects and wrote %s.", result.objects, lines)
        orphan = self._table.execute(
            "select parent from line where parent not in (select id from line where id is not null) limit 1"
        ).fetchone()
        if orphan is not None:
            raise _broken(f"it lacks {orphan[0]}, which parts belong to")


def _split(lines: Iterable[bytes]) -> Iterator[tuple[str | None, str | None, bytes]]:
    for line in lines:
        try:
            node = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _broken("it has a line that is no JSON") from error
        yield node.get("id"), node.pop("__parentId", None), orjson.dumps(node)


def _broken(reason: str) -> LostOperationError:
    logger.warning("Shopify's file of a bulk operation is not loaded: %s.", reason)
    return LostOperationError(reason)


def _put(owner: dict[str, Any], part: dict[str, Any]) -> None:
    """Puts a part into the connection of its owner that it came from."""
    kind = str(part.get("__typename"))
    place = _PLACES.get(kind) or next((name for end, name in _PLACES_BY_ENDING.items() if kind.endswith(end)), None)
    if place is None:
        raise PermanentError(f"Shopify's file holds parts of the unknown kind {kind}; update OmniTrackIQ.")
    if place not in _KEEPS_ITS_TYPE:
        del part["__typename"]
    if place == "moments":
        owner = owner["customerJourneySummary"]
    owner.setdefault(place, {"nodes": []})["nodes"].append(part)
