"""The bulk operations of one shop: how they go, how they end, and the files that they leave."""

import random
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any, Literal

import orjson

from sandbox.shopify.bulk_query import BulkQuery, InvalidBulkQueryError, Line
from sandbox.shopify.identifiers import gid, wire_time

MOST_AT_ONCE = 5
RESULT_LIFE = timedelta(days=7)

Order = Literal["as asked", "children first", "shuffled"]
Lines = Callable[[BulkQuery], Sequence[list[Line]] | None]


@dataclass(slots=True)
class BulkFault:
    """How the next bulk operation of a shop goes. Without one it is done at the first look, in order and whole.

    ``refused`` is the code of a user error that comes in its place. It is RUNNING for ``looks`` looks and ends with
    ``status`` and ``error_code``; ``partial`` leaves half of its lines under ``partialDataUrl``. ``order`` is that of
    the lines; ``cut`` takes so many bytes off the end of the file and ``lost`` so many objects out of it, both unsaid;
    ``empty`` leaves no file at all; the first ``dead_urls`` addresses have expired already.
    """

    refused: str | None = None
    looks: int = 0
    status: str = "COMPLETED"
    error_code: str | None = None
    partial: bool = False
    order: Order = "as asked"
    cut: int = 0
    lost: int = 0
    empty: bool = False
    dead_urls: int = 0


@dataclass(slots=True)
class Operation:
    """One bulk operation and its file."""

    number: int
    query: str
    created_at: datetime
    fault: BulkFault
    file: IO[bytes] | None = None
    size: int = 0
    objects: int = 0
    roots: int = 0
    is_canceled: bool = False
    addresses: set[str] = field(default_factory=set)

    @property
    def is_running(self) -> bool:
        return self.fault.looks > 0 and not self.is_canceled

    def status(self, now: datetime) -> str:
        if self.is_canceled:
            return "CANCELED"
        if self.is_running:
            return "RUNNING"
        return "EXPIRED" if now - self.created_at > RESULT_LIFE else self.fault.status


class BulkDesk:
    """Starts operations and answers for them; ``lines`` makes what a query asks for, None where that is denied."""

    def __init__(self) -> None:
        self.faults: list[BulkFault] = []
        self._operations: dict[int, Operation] = {}

    def run(self, text: str, lines: Lines, now: datetime) -> dict[str, Any]:
        """The payload of ``bulkOperationRunQuery``."""
        try:
            query = BulkQuery(text)
        except InvalidBulkQueryError as error:
            return _refused("INVALID", str(error))
        fault = self.faults.pop(0) if self.faults else BulkFault()
        running = sum(operation.is_running for operation in self._operations.values())
        code = fault.refused or ("LIMIT_REACHED" if running >= MOST_AT_ONCE else None)
        if code:
            return _refused(code, "A bulk query operation for this app and shop is already in progress.")
        operation = Operation(len(self._operations) + 1, text, now, fault)
        found = lines(query)
        if found is None:
            operation.fault.status, operation.fault.error_code = "FAILED", "ACCESS_DENIED"
        else:
            _write(operation, found)
        self._operations[operation.number] = operation
        started = _node(operation, "CREATED", None)
        return {"__typename": "BulkOperationRunQueryPayload", "bulkOperation": started, "userErrors": []}

    def look(self, number: int, now: datetime, address: str) -> dict[str, Any] | None:
        """The operation as of now; ``address`` is where files are fetched. A look at a running one brings it on."""
        operation = self._operations.get(number)
        if operation is None:
            return None
        status = operation.status(now)
        if operation.is_running:
            operation.fault.looks -= 1
        return _node(operation, status, self._url(operation, status, address))

    def cancel(self, number: int, now: datetime) -> dict[str, Any]:
        """The payload of ``bulkOperationCancel``."""
        operation = self._operations.get(number)
        if operation is None or not operation.is_running:
            error = {"__typename": "UserError", "field": ["id"], "message": "A bulk operation cannot be canceled."}
            return {"__typename": "BulkOperationCancelPayload", "bulkOperation": None, "userErrors": [error]}
        operation.is_canceled = True
        canceled = _node(operation, "CANCELING", None)
        return {"__typename": "BulkOperationCancelPayload", "bulkOperation": canceled, "userErrors": []}

    def path_of(self, number: int, signature: str) -> str | None:
        """The file that an address stands for; None for one that has expired."""
        operation = self._operations.get(number)
        if operation is None or operation.file is None or signature not in operation.addresses:
            return None
        return operation.file.name

    def _url(self, operation: Operation, status: str, address: str) -> str | None:
        has_file = status == "COMPLETED" or (operation.fault.partial and status in ("FAILED", "CANCELED"))
        if not has_file or operation.file is None:
            return None
        signature = secrets.token_hex(8)
        if operation.fault.dead_urls > 0:
            operation.fault.dead_urls -= 1
        else:
            operation.addresses.add(signature)
        return f"{address}/{operation.number}/{signature}.jsonl"


def _node(operation: Operation, status: str, url: str | None) -> dict[str, Any]:
    is_over = status in ("COMPLETED", "FAILED", "CANCELED", "EXPIRED")
    is_done = status == "COMPLETED"
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", operation.number),
        "type": "QUERY",
        "query": operation.query,
        "status": status,
        "errorCode": operation.fault.error_code if status == "FAILED" else None,
        "createdAt": wire_time(operation.created_at),
        "completedAt": wire_time(operation.created_at) if is_over else None,
        "objectCount": str(operation.objects if is_over else 0),
        "rootObjectCount": str(operation.roots if is_over else 0),
        "fileSize": str(operation.size) if url else None,
        "url": url if is_done else None,
        "partialDataUrl": None if is_done else url,
    }


def _refused(code: str, message: str) -> dict[str, Any]:
    error = {"__typename": "BulkOperationUserError", "code": code, "field": None, "message": message}
    return {"__typename": "BulkOperationRunQueryPayload", "bulkOperation": None, "userErrors": [error]}


def _write(operation: Operation, found: Sequence[list[Line]]) -> None:
    fault = operation.fault
    if fault.empty or not found:
        return
    operation.objects, operation.roots = sum(map(len, found)), len(found)
    kept = found[: len(found) - fault.lost]
    lines = [line for lines in kept for line in (lines[::-1] if fault.order == "children first" else lines)]
    if fault.order == "shuffled":
        random.Random(operation.number).shuffle(lines)
    if fault.partial:
        lines = lines[: len(lines) // 2]
    # Shopify escapes slashes, so that no id can be found by its text.
    text = b"".join(orjson.dumps(line).replace(b"/", b"\\/") + b"\n" for line in lines)
    operation.size = len(text)
    operation.file = tempfile.NamedTemporaryFile(prefix="bulk-", suffix=".jsonl")  # noqa: SIM115
    operation.file.write(text[: len(text) - fault.cut])
    operation.file.flush()
