"""What runs leave in the home beside the warehouse: packages on their way, and files to spill into."""

import shutil
from pathlib import Path


def remove_worked_files(home: Path) -> None:
    """Remove the rows that earlier runs left in files; what is still to be loaded stays. The caller holds every lane.

    Packages that were loaded are not kept by this release, but were by earlier ones.
    """
    shutil.rmtree(home / "spool", ignore_errors=True)
    for loaded in (home / "dlt").glob("*/load/loaded"):
        for package in loaded.iterdir():
            shutil.rmtree(package)


def has_pending_package(home: Path, source_name: str) -> bool:
    """Whether a killed run of a source left a package behind that its next run will load."""
    folder = home / "dlt" / source_name
    waiting = ("load/new", "load/normalized", "normalize/extracted")
    return any(path.is_dir() for place in waiting for path in (folder / place).glob("*"))
