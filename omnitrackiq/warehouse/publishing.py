"""After a build: give every workspace whose marts changed a file of its own, in one swap that no kill can tear."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import checked_build_id, checked_workspace_id, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock
from omnitrackiq.warehouse.mart_tables import Content, Mart, read_contents, read_marts
from omnitrackiq.warehouse.published_files import Pointer, PublishedFiles, Retired
from omnitrackiq.warehouse.snapshots import Profile, check_snapshot, opened_read_only, write_snapshot

if TYPE_CHECKING:
    import duckdb

GRACE = timedelta(minutes=15)
# Raise it when the files themselves change shape: every workspace is then written again.
_FORMAT = 1
_LOCK_WAIT_SECONDS = 60


class PublishError(WarehouseError):
    """Publishing failed for the workspaces named, which keep what they had; ``published`` are the others."""

    def __init__(self, message: str, published: Sequence["Published"] = ()) -> None:
        super().__init__(message)
        self.published = tuple(published)


@dataclass(frozen=True, slots=True)
class Published:
    """What readers of a workspace now get, with the rows of each mart.

    ``changed`` is False when the file that was there says the same.
    """

    workspace_id: str
    path: Path
    build_id: str
    published_at: datetime
    mart_rows: Mapping[str, int]
    changed: bool

    @property
    def rows(self) -> int:
        """Rows of all marts together."""
        return sum(self.mart_rows.values())


def publish(warehouse: Warehouse, workspace_ids: Sequence[str] | None, build_id: str, now: datetime) -> list[Published]:
    """Publish the marts of the workspaces given (always a new file), or of all that changed (None).

    ``now`` is aware. The caller holds the warehouse's lane, so that nobody writes meanwhile; publishes wait for each
    other. On engines with row policies readers see the marts themselves: only the build is noted and the list is empty.
    Raises PublishError, or WarehouseError when the warehouse cannot be read.
    """
    if now.tzinfo is None:
        raise ValueError("The moment of a publish must say its zone.")
    checked_build_id(build_id)
    if warehouse.engine == "postgres":
        from omnitrackiq.warehouse.postgres_publication import say_published

        say_published(warehouse, workspace_ids, build_id, now)
    if warehouse.path is None:
        return []
    if not warehouse.path.is_file():
        raise PublishError("There is no warehouse yet: run `omnitrackiq build` first.")
    with lane_lock(warehouse, "publish", _LOCK_WAIT_SECONDS), opened_read_only(warehouse.path) as (connection, catalog):
        marts = read_marts(connection, catalog)
        if not marts:
            raise PublishError("The warehouse has no marts yet: run `omnitrackiq build` first.")
        profiles = _chosen(_read_profiles(connection, catalog), workspace_ids)
        contents = read_contents(connection, catalog, marts, profiles)
        publisher = _Publisher(warehouse.published_folder, connection, catalog, marts, build_id, now)
        forced = workspace_ids is not None
        return publisher.publish_all(profiles, contents, forced)


def remove_replaced_files(warehouse: Warehouse, workspace_id: str, now: datetime) -> None:
    """Remove what the current file of a workspace replaced without waiting for readers who may still hold it.

    For rows that nobody may see any more; on engines without files nothing happens.
    """
    if warehouse.engine == "duckdb":
        with lane_lock(warehouse, "publish", _LOCK_WAIT_SECONDS):
            PublishedFiles(warehouse.published_folder, workspace_id).remove_retired(now, timedelta(0))


@dataclass(frozen=True, slots=True)
class _Publisher:
    folder: Path
    connection: "duckdb.DuckDBPyConnection"
    catalog: str
    marts: Sequence[Mart]
    build_id: str
    now: datetime

    def publish_all(self, profiles: dict[str, Profile], contents: dict[str, Content], forced: bool) -> list[Published]:
        """Every workspace on its own: the failure of one does not keep the others from their numbers."""
        import duckdb

        published, failed = [], []
        for workspace_id, profile in profiles.items():
            try:
                published.append(self.publish_one(profile, contents[workspace_id], forced))
            except (WarehouseError, duckdb.Error, OSError) as error:
                failed.append(f"{workspace_id}: {_first_line(error)}")
        if failed:
            raise PublishError(f"Not published, readers keep what they had: {'; '.join(failed)}", published)
        return published

    def publish_one(self, profile: Profile, content: Content, forced: bool) -> Published:
        files = PublishedFiles(self.folder, profile.workspace_id)
        files.remove_leftovers()
        digest = _digest(profile, content)
        pointer = files.pointer()
        if pointer is None or pointer.digest != digest or forced or not files.path(pointer).is_file():
            changed, pointer = True, self.write(files, profile, content, digest, pointer)
        else:
            changed = False
        files.link_to(pointer)
        files.remove_retired(self.now, GRACE)
        path = files.path(pointer)
        return Published(profile.workspace_id, path, pointer.build_id, pointer.published_at, content.rows, changed)

    def write(
        self, files: PublishedFiles, profile: Profile, content: Content, digest: str, before: Pointer | None
    ) -> Pointer:
        partial = files.partial()
        try:
            write_snapshot(self.connection, self.catalog, self.marts, profile, self.build_id, self.now, partial)
            check_snapshot(partial, profile.workspace_id, self.marts, content)
            name = files.name(partial, self.build_id)
        except BaseException:
            files.remove_leftovers()
            raise
        retired = (*before.retired, Retired(before.file, self.now)) if before else ()
        pointer = Pointer(name, self.build_id, digest, self.now, retired)
        files.point_to(pointer)
        return pointer


def _read_profiles(connection: "duckdb.DuckDBPyConnection", catalog: str) -> dict[str, Profile]:
    import duckdb

    try:
        rows = connection.execute(
            "select workspace_id, workspace_name, currency, timezone "
            f"from {quoted(catalog)}.staging.stg_workspaces__workspaces order by workspace_id"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise PublishError("The warehouse does not list its workspaces: run `omnitrackiq build` first.") from error
    return {row[0]: Profile(*row) for row in rows}


def _chosen(profiles: dict[str, Profile], workspace_ids: Sequence[str] | None) -> dict[str, Profile]:
    if workspace_ids is None:
        return profiles
    unknown = [wanted for wanted in workspace_ids if checked_workspace_id(wanted) not in profiles]
    if unknown:
        raise PublishError(f"The last build knows no workspace {', '.join(unknown)}: run `omnitrackiq build` first.")
    return {wanted: profiles[wanted] for wanted in workspace_ids}


def _digest(profile: Profile, content: Content) -> str:
    return hashlib.sha256(repr((_FORMAT, profile, content.digest)).encode()).hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
