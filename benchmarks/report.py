"""What was measured, as a table for people and as JSON for scripts."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rounds import Result

_PACKAGES = ("dlt", "duckdb", "pyarrow", "orjson", "dbt-core")


def show(result: Result, console: Console) -> None:
    """Prints medians of every contestant, then each limit with the ratio that was found."""
    table = Table(title=result.case.title, title_justify="left")
    table.add_column("contestant")
    for heading in ("rows", "rows/s", "s (least-most)", "CPU s", "served by", "peak MB"):
        table.add_column(heading, justify="right")
    for name, runs in result.runs.items():
        seconds = [run.seconds for run in runs]
        table.add_row(
            name,
            f"{runs[0].rows:,}",
            f"{result.middle(name, 'rows_per_second'):,.0f}",
            f"{result.middle(name, 'seconds'):.2f} ({min(seconds):.2f}-{max(seconds):.2f})",
            f"{result.middle(name, 'cpu_seconds'):.2f}",
            f"{result.middle(name, 'served_cpu_seconds'):.2f}",
            f"{result.middle(name, 'peak_mb'):,.0f}",
        )
    console.print(table)
    for limit in result.case.limits:
        ratio = result.ratio(limit)
        if ratio is not None:
            beside = f" (CPU {result.ratio(limit, 'cpu_seconds'):.2f})" if limit.measure == "seconds" else ""
            console.print(f"  {limit}: [bold]{ratio:.2f}[/bold]{beside} {'ok' if limit.holds(ratio) else 'MISSED'}")
    console.print()


def save(results: list[Result], scale: float, path: Path) -> None:
    """Writes every run, the ratios, and on what they were taken."""
    content = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "scale": scale,
        "machine": {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "packages": {name: version(name) for name in _PACKAGES},
        "cases": {
            result.case.name: {
                "runs": {name: [asdict(run) for run in runs] for name, runs in result.runs.items()},
                "limits": [
                    {"limit": str(limit), "ratio": result.ratio(limit), "missed": limit in result.missed}
                    for limit in result.case.limits
                ],
            }
            for result in results
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")
