"""Environments of their own for clients that others wrote, so that their dependencies never touch ours."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CLIENTS = Path(__file__).resolve().parents[2] / ".clients"


def uv_command() -> list[str]:
    """The command that runs uv: beside this interpreter, on the PATH, or as a module; else raises RuntimeError."""
    beside = Path(sys.executable).parent / "uv"
    if beside.exists():
        return [str(beside)]
    if found := shutil.which("uv"):
        return [found]
    module = [sys.executable, "-m", "uv"]
    if subprocess.run([*module, "--version"], capture_output=True, check=False).returncode == 0:
        return module
    raise RuntimeError("uv was not found beside the interpreter or on the PATH: install it into the environment")


def run(command: Sequence[str]) -> None:
    """Runs ``command`` and raises RuntimeError with its output when it fails."""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")


def prepare(name: str, requirements: Sequence[str]) -> Path:
    """The interpreter of the environment ``name`` that holds exactly ``requirements`` (pinned); kept between runs.

    A lock per name lets several test workers ask for the same environment.
    """
    if any("==" not in requirement for requirement in requirements):
        raise ValueError(f"pin every requirement of {name} with ==")
    CLIENTS.mkdir(exist_ok=True)
    home = CLIENTS / name
    python = home / "bin" / "python"
    stamp = home / "requirements.txt"
    wanted = "\n".join(sorted(requirements)) + "\n"
    with (CLIENTS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted and python.exists():
            return python
        uv = uv_command()
        run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(home)])
        run([*uv, "pip", "install", "--quiet", "--python", str(python), *requirements])
        stamp.write_text(wanted)
    return python
