"""``python -m benchmarks``: runs the cases, prints their tables, and ends with 1 when a limit is missed."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.cases import ALL
from benchmarks.report import save, show
from benchmarks.rounds import run_case


def main() -> int:
    names = [case.name for case in ALL]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"which to run (all): {', '.join(names)}")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size (1)")
    parser.add_argument("--runs", type=int, default=3, help="rounds, of which the median counts (3)")
    parser.add_argument("--no-peers", action="store_true", help="leave out what needs an environment of its own")
    parser.add_argument("--out", type=Path, default=Path(".bench/results.json"), help="where the JSON goes")
    given = parser.parse_args()
    unknown = sorted(set(given.cases) - set(names))
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; there are {', '.join(names)}")
    console = Console()
    results = []
    for case in ALL:
        if not given.cases or case.name in given.cases:
            with console.status(case.title) as status:
                results.append(run_case(case, given.scale, given.runs, not given.no_peers, status.update))
            show(results[-1], console)
            save(results, given.scale, given.out)
    console.print(f"Everything is in {given.out}.")
    return 1 if any(result.missed for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
