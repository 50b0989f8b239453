"""The files under ``published/``: which one is current, how the next takes its place, and which may go.

For a workspace ``w``::

    published/w/marts-<build>.duckdb    one file per publish, never written again
    published/w/current                 which of them is current (JSON)
    published/w.duckdb                  link to the current one, for BI tools

Every step is a rename of something complete, so a kill leaves the old state or the new one.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from omnitrackiq.warehouse.identifiers import checked_build_id, checked_workspace_id

_POINTER = "current"


@dataclass(frozen=True, slots=True)
class Retired:
    """A file that was current until ``since`` (aware)."""

    file: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current`` says: the file, its build and content digest, and files that readers may still hold."""

    file: str
    build_id: str
    digest: str
    published_at: datetime
    retired: tuple[Retired, ...] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat())

    @classmethod
    def from_json(cls, text: str) -> "Pointer":
        """Raises ValueError, KeyError or TypeError when the text is not a pointer."""
        fields = json.loads(text)
        retired = tuple(Retired(_file_name(old["file"]), _moment(old["since"])) for old in fields["retired"])
        return cls(
            _file_name(fields["file"]), fields["build_id"], fields["digest"], _moment(fields["published_at"]), retired
        )


class PublishedFiles:
    """The published files of one workspace. Only one process at a time may change them; any number may read."""

    def __init__(self, folder: Path, workspace_id: str) -> None:
        """``folder`` is the installation's ``published`` folder; raises InvalidNameError for an impossible id."""
        self.workspace_id = checked_workspace_id(workspace_id)
        self.root = folder
        self.folder = folder / workspace_id
        self.link = folder / f"{workspace_id}.duckdb"

    def pointer(self) -> Pointer | None:
        """What is current; None when nothing was published or the pointer cannot be read as one."""
        try:
            return Pointer.from_json((self.folder / _POINTER).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None

    def path(self, pointer: Pointer) -> Path:
        return self.folder / pointer.file

    def partial(self) -> Path:
        """Where the next file is written before it has a name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / "marts.partial"

    def name(self, partial: Path, build_id: str) -> str:
        """Give the complete file ``partial`` a name that was never used by a file that still exists; durable."""
        name = f"marts-{checked_build_id(build_id)}.duckdb"
        again = 1
        while (self.folder / name).exists():
            again += 1
            name = f"marts-{build_id}.{again}.duckdb"
        _flush(partial)
        partial.rename(self.folder / name)
        _flush(self.folder)
        return name

    def point_to(self, pointer: Pointer) -> None:
        """Make ``pointer`` the current one; durable."""
        new = self.folder / f"{_POINTER}.new"
        new.write_text(pointer.to_json(), encoding="utf-8")
        _flush(new)
        new.replace(self.folder / _POINTER)
        _flush(self.folder)

    def link_to(self, pointer: Pointer) -> None:
        """Make the stable link lead to the current file, if it does not yet; durable."""
        target = f"{self.workspace_id}/{pointer.file}"
        if self.link.is_symlink() and self.link.readlink() == Path(target):
            return
        new = self.folder / "link.new"
        new.unlink(missing_ok=True)
        new.symlink_to(target)
        new.replace(self.link)
        _flush(self.root)

    def remove_leftovers(self) -> None:
        """Remove what killed publishes left behind: everything that the pointer does not name."""
        if not self.folder.is_dir():
            return
        pointer = self.pointer()
        kept = {_POINTER}
        if pointer:
            kept |= {pointer.file, *(old.file for old in pointer.retired)}
        for path in self.folder.iterdir():
            if path.name not in kept:
                path.unlink()

    def remove_all(self) -> None:
        """Remove everything of the workspace, the way to it first; durable."""
        self.link.unlink(missing_ok=True)
        if self.folder.is_dir():
            (self.folder / _POINTER).unlink(missing_ok=True)
            shutil.rmtree(self.folder)
        if self.root.is_dir():
            _flush(self.root)

    def remove_retired(self, now: datetime, grace: timedelta) -> None:
        """Remove files that stopped being current more than ``grace`` before ``now``."""
        pointer = self.pointer()
        if pointer is None:
            return
        kept = tuple(old for old in pointer.retired if now - old.since <= grace)
        if kept == pointer.retired:
            return
        self.point_to(Pointer(pointer.file, pointer.build_id, pointer.digest, pointer.published_at, kept))
        self.remove_leftovers()


def _file_name(name: str) -> str:
    if not (isinstance(name, str) and name.startswith("marts-") and name.endswith(".duckdb") and "/" not in name):
        raise ValueError("The pointer does not name a published file.")
    return name


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The pointer's moments must say their zone.")
    return moment


def _flush(path: Path) -> None:
    """Bring a file's content, or a folder's names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
