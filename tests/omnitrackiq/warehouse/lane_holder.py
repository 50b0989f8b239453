"""A process that takes a lane, says so, and keeps it until it is killed or its input ends.

Arguments: warehouse address, home, lane, and "forks" for one that has a forked child which outlives it.
"""

import os
import sys
from pathlib import Path

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock


def hold(url: str, home: str, name: str, *options: str) -> None:
    """Hold the lane; prints "held" and, with a child, its process id."""
    with lane_lock(Warehouse.parse(url, Path(home)), name):
        child = os.fork() if "forks" in options else None
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            os.read(sys.stdin.fileno(), 1)
            os._exit(0)
        sys.stdout.write(f"held {child or ''}\n")
        sys.stdout.flush()
        os.read(sys.stdin.fileno(), 1)


if __name__ == "__main__":
    hold(*sys.argv[1:])
