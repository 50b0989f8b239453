"""Programs that a command starts beside itself and stops again: sandbox, web process, Dagster."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from omnitrackiq.errors import ExpectedError

STOP_SECONDS = 15
READY_SECONDS = 120


class ProgramError(ExpectedError):
    """A program that was started did not come up."""


class Programs:
    """The running programs, ended when the block ends: asked first, killed if they do not listen."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> "Programs":
        # Ctrl-C and a polite kill both end the block, even where a shell made its children deaf to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
        self._log_folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, program in reversed(self._running):
            if program.poll() is None:
                program.send_signal(signal.SIGTERM)
        for _, program in reversed(self._running):
            try:
                program.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def start(self, name: str, command: Sequence[str], variables: Mapping[str, str] | None = None) -> int:
        """Starts a program whose output goes to its log; returns its pid."""
        with self._log(name) as log:
            program = self._popen(name, command, variables, log)
        return program.pid

    def start_announced(
        self, name: str, command: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> Callable[[], str]:
        """Starts a program; the result waits for the line that it prints once it is ready, or raises ProgramError."""
        with self._log(name) as log:
            program = self._popen(name, command, variables, subprocess.PIPE, log)
        late = threading.Timer(READY_SECONDS, program.kill)
        late.daemon = True
        late.start()
        return lambda: self._first_line(name, program, late)

    def _first_line(self, name: str, program: "subprocess.Popen[bytes]", late: threading.Timer) -> str:
        assert program.stdout is not None
        line = program.stdout.readline().decode().strip()
        late.cancel()
        if not line:
            raise ProgramError(f"The {name} did not start; {self._log_folder / name}.log says why.")
        threading.Thread(target=_drain, args=(program.stdout,), daemon=True).start()
        return line

    def wait_for_any(self) -> str:
        """Waits until one program ends by itself and returns its name."""
        ended = threading.Event()
        names: list[str] = []

        def watch(name: str, program: subprocess.Popen[bytes]) -> None:
            program.wait()
            names.append(name)
            ended.set()

        for name, program in self._running:
            threading.Thread(target=watch, args=(name, program), daemon=True).start()
        ended.wait()
        return names[0]

    def _log(self, name: str) -> IO[bytes]:
        return (self._log_folder / f"{name}.log").open("ab")

    def _popen(
        self,
        name: str,
        command: Sequence[str],
        variables: Mapping[str, str] | None,
        output: IO[bytes] | int,
        errors: IO[bytes] | None = None,
    ) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches us alone, and we end the programs in order.
        program = subprocess.Popen(
            command,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors or subprocess.STDOUT,
            start_new_session=True,
        )
        self._running.append((name, program))
        return program


def python_program(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]


def free_port(preferred: int) -> int:
    """``preferred`` where nobody listens on it, else a free port of the loopback interface."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ProgramError("No free port was found on 127.0.0.1.")


def _drain(pipe: IO[bytes]) -> None:
    for _ in pipe:
        continue
