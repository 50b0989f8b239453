"""Runs a contestant in a process of its own: ``python -m benchmarks.contest <case> <contestant> <ground as JSON>``."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.case import Case, Ground
from benchmarks.cases import ALL
from benchmarks.clock import peak_mb
from benchmarks.served.process import Served


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of a contestant; ``served_cpu_seconds`` is what the serving process spent meanwhile."""

    rows: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    served_cpu_seconds: float = 0.0

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds


def measure(case: Case, contestant: str, shape: Mapping[str, Any], served: Served | None) -> Measurement:
    """Runs ``contestant`` in a fresh process and an empty folder; raises RuntimeError with its output when it fails."""
    spent_before = served.cpu_seconds if served else 0.0
    with TemporaryDirectory(prefix="bench-") as folder:
        ground = json.dumps({"folder": folder, "url": served.url if served else "", "shape": shape})
        command = [sys.executable, "-m", __name__, case.name, contestant, ground]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"{case.name}: {contestant} failed.\n{result.stdout}{result.stderr}")
    found = json.loads(result.stdout.splitlines()[-1])
    spent = served.cpu_seconds - spent_before if served else 0.0
    return Measurement(**{**found, "served_cpu_seconds": spent})


def _contest(case_name: str, contestant: str, ground_text: str) -> Measurement:
    case = next(case for case in ALL if case.name == case_name)
    given = json.loads(ground_text)
    ground = Ground(Path(given["folder"]), given["url"], given["shape"])
    rows = case.contestant(contestant)(ground)
    return Measurement(rows, ground.clock.seconds, ground.clock.cpu_seconds, peak_mb())


if __name__ == "__main__":
    outcome = _contest(*sys.argv[1:])
    sys.stdout.write(f"\n{json.dumps(asdict(outcome))}\n")
