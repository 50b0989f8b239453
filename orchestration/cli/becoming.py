"""Programs that a command turns into: they get our process, and with it every signal and the exit code."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn


def become_module(module: str, arguments: Sequence[str], home: Path) -> NoReturn:
    """Run ``python -m module arguments`` in place of this process, with ``home`` as the installation's home."""
    environ: Mapping[str, str] = {**os.environ, "OMNITRACKIQ_HOME": str(home)}
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, "-P", "-m", module, *arguments], environ)
