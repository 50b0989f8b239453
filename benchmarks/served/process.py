"""Serves rendered answers over HTTP: ``python -m benchmarks.served.process <module> <json>`` prints its address."""

import asyncio
import importlib
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
import uvicorn

Answer = Callable[[str, str, bytes], bytes]
"""``answer(path, query, body)`` -> JSON."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running process that answers under ``url``."""

    url: str
    process: psutil.Process

    @property
    def cpu_seconds(self) -> float:
        """What the process has spent so far, user and system."""
        times = self.process.cpu_times()
        return times.user + times.system


@contextmanager
def serving(module: str, shape: Mapping[str, Any]) -> Iterator[Served]:
    """A process with the answers that ``module.render(**shape)`` makes; it is ended with the block."""
    command = [sys.executable, "-m", __name__, module, json.dumps(shape)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError(f"{module} could not be served; its message stands above.")
            yield Served(url, psutil.Process(process.pid))
        finally:
            process.terminate()


def _application(answer: Answer) -> Callable[..., Awaitable[None]]:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        content = answer(scope["path"], scope["query_string"].decode(), body)
        length = str(len(content)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return application


async def _serve(answer: Answer) -> None:
    config = uvicorn.Config(_application(answer), port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await running


if __name__ == "__main__":
    asyncio.run(_serve(importlib.import_module(sys.argv[1]).render(**json.loads(sys.argv[2]))))
