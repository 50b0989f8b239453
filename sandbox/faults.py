"""Planned misbehaviour: requests that match a plan get its answer instead of the true one."""

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Kind = Literal["response", "truncate", "disconnect", "delay"]


@dataclass(slots=True)
class Fault:
    """A fault for the next ``times`` requests whose path contains ``match``.

    ``response`` answers ``status`` and ``body``; ``truncate`` cuts the true answer's body in half; ``disconnect``
    ends it without a word; ``delay`` answers after ``seconds``.
    """

    match: str
    times: int = 1
    kind: Kind = "response"
    status: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


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

    def next_for(self, path: str) -> Fault | None:
        """Counts a request and takes the fault planned for it, if any."""
        with self._lock:
            self.requests[path] += 1
            for fault in self._plan:
                if fault.times > 0 and fault.match in path:
                    fault.times -= 1
                    return fault
        return None


class FaultMiddleware:
    """Applies planned faults to every request but those of the sandbox's own ``/_sandbox`` routes."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        fault = self._faults.next_for(scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "response":
            await _answer(send, fault)
        elif fault.kind == "truncate":
            await self._app(scope, receive, _Halved(send))
        elif fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


class _Halved:
    """Sends the first half of each body part and says that it was all."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2]}
        await self._send(message)


async def _answer(send: Send, fault: Fault) -> None:
    headers = {"content-type": "application/json", **fault.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": fault.status, "headers": encoded})
    await send({"type": "http.response.body", "body": fault.body.encode()})
