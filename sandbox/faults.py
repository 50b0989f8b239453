"""Planned misbehaviour: requests that match a plan get its answer instead of the true one."""

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.spoiling import SPOILERS, edited

Kind = Literal[
    "response",
    "truncate",
    "disconnect",
    "reset",
    "delay",
    "stall",
    "drip",
    "gzip",
    "bom",
    "utf16",
    "pad",
    "twice",
    "edit",
    "repeat",
]


@dataclass(slots=True)
class Fault:
    """A fault for the next ``times`` requests whose path contains ``match``, after ``skip`` that it lets pass.

    With ``asks`` it concerns only those whose body contains this text, as a query does.

    ``response`` answers ``status`` and ``body``; ``disconnect`` ends without a word; ``delay`` answers after
    ``seconds``. The others spoil the true answer: ``truncate`` cuts its body in half; ``reset`` breaks off in the
    middle; ``stall`` falls silent there for ``seconds``; ``drip`` sends a hundred parts, ``seconds`` apart; ``gzip``
    claims to be packed; ``bom`` and ``utf16`` are charsets; ``pad`` adds ``megabytes`` of white space; ``twice`` names
    the first key of the document before with null; ``edit`` makes ``edits`` (see ``spoiling.edited``); ``repeat`` gives
    the answer of the request ``back`` requests ago once more.
    """

    match: str
    times: int = 1
    kind: Kind = "response"
    status: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    megabytes: int = 100
    edits: Sequence[Mapping[str, Any]] = ()
    skip: int = 0
    asks: str = ""
    back: int = 1
    given: list[bytes] = field(default_factory=list, init=False)


class Faults:
    """The faults still to come, and a count of the requests seen by path."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: list[Fault] = []
        self.requests: Counter[str] = Counter()

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self._plan.append(fault)

    def clear(self) -> None:
        """Forgets the plan and the counts."""
        with self._lock:
            self._plan.clear()
            self.requests.clear()

    def next_for(self, path: str, body: bytes) -> tuple[Fault | None, bool]:
        """Counts a request and takes the plan that is due for it, if any, and whether it only watches so far."""
        with self._lock:
            self.requests[path] += 1
            for fault in self._plan:
                if fault.times > 0 and fault.match in path and fault.asks.encode() in body:
                    watches = fault.skip > 0
                    if watches:
                        fault.skip -= 1
                    else:
                        fault.times -= 1
                    return fault, watches
        return None, False


class FaultMiddleware:
    """Applies planned faults to every request but those of the sandbox's own ``/_sandbox`` routes."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        body, receive = await _read(receive)
        fault, watches = self._faults.next_for(scope["path"], body)
        if fault is None or (watches and fault.kind != "repeat"):
            await self._app(scope, receive, send)
        elif fault.kind == "response":
            await _answer(send, fault)
        elif fault.kind == "disconnect":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        elif fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        else:
            held = _Held()
            await self._app(scope, receive, held)
            fault.given.append(held.body)
            if watches:
                await _send(send, held.status, held.headers, [held.body])
            else:
                await _spoil(send, fault, held)


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """The body of a request, and what gives it once more."""
    body, goes_on = b"", True
    while goes_on:
        message = await receive()
        body += message.get("body", b"")
        goes_on = message.get("more_body", False)
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return whole.pop() if whole else await receive()

    return body, receive_again


class _Held:
    """Keeps an answer back until it is whole."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def _spoil(send: Send, fault: Fault, held: _Held) -> None:
    """Sends the true answer, spoiled as planned."""
    body, headers = held.body, list(held.headers)
    if fault.kind == "edit":
        body = edited(body, fault.edits)
    elif fault.kind == "repeat":
        body = fault.given[-1] = fault.given[-1 - fault.back]
    elif fault.kind in SPOILERS:
        body = SPOILERS[fault.kind](body, fault.megabytes)
    if fault.kind == "gzip":
        headers.append((b"content-encoding", b"gzip"))
    if fault.kind != "truncate":
        headers.append((b"content-length", str(len(body)).encode()))
    breaks_off = fault.kind in ("reset", "stall")
    await _send(send, held.status, headers, _parts(fault, body), fault.seconds, ends=not breaks_off)


async def _send(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], parts: list[bytes], pause: float = 0, ends: bool = True
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
        await asyncio.sleep(pause)
    if ends:
        await send({"type": "http.response.body", "body": b""})


def _parts(fault: Fault, body: bytes) -> list[bytes]:
    """How a body is sent: in one, only its first half, or in a hundred drops."""
    if fault.kind in ("reset", "stall"):
        return [body[: len(body) // 2]]
    if fault.kind != "drip":
        return [body]
    size = max(1, len(body) // 100)
    return [body[start : start + size] for start in range(0, len(body), size)]


async def _answer(send: Send, fault: Fault) -> None:
    headers = {"content-type": "application/json", **fault.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await _send(send, fault.status, encoded, [fault.body.encode()])
