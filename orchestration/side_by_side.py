"""Several sources at once: while one waits for its platform, another computes or loads."""

import logging
import threading
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext

from omnitrackiq.warehouse.location import Warehouse
from orchestration.installation import Installation
from orchestration.sources import find_source, source_names
from orchestration.sync import SyncRequest, sync_source
from pipelines.loading.fetch import Observer, Outcome
from pipelines.loading.garbage import rare_collections
from pipelines.loading.holding import Holding, hold

SOURCES_AT_ONCE = 3
"""Each holds up to two rounds of rows in memory and on disk."""

logger = logging.getLogger(__name__)


def sync(
    installation: Installation, request: SyncRequest, observer: Observer, sources: Sequence[str] = ()
) -> list[Outcome]:
    """Syncs the named sources, or all of them; returns how their connections fared, source by source.

    Raises as ``sync_each`` does.
    """
    names = dict.fromkeys(sources or source_names())
    outcomes = dict(sync_each(installation, request, observer, names))
    return [outcome for name in names for outcome in outcomes[name]]


def sync_each(
    installation: Installation, request: SyncRequest, observer: Observer, sources: Iterable[str]
) -> Generator[tuple[str, list[Outcome]], None, None]:
    """Syncs ``sources``, some at once; yields each with how its connections fared as soon as it is through.

    Raises UnknownSourceError before any is begun. A source that fails as a whole, as on a full disk, does not end the
    others: what it raised is raised after them.
    """
    names = [find_source(name).name for name in sources]
    stopping = threading.Event()
    with (
        _held_for_all(installation.warehouse) as holding,
        rare_collections(),
        ThreadPoolExecutor(SOURCES_AT_ONCE, thread_name_prefix="source") as pool,
    ):
        under_way = {
            pool.submit(sync_source, installation, name, request, observer, holding, stopping): name for name in names
        }
        failures: list[BaseException] = []
        try:
            for ended in as_completed(under_way):
                if (failure := ended.exception()) is None:
                    yield under_way[ended], ended.result()
                else:
                    failures.append(failure)
        finally:
            # Whoever reads no further, as after Ctrl-C, wants no more to be begun.
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
        for further in failures[1:]:
            if str(further) != str(failures[0]):
                logger.error("%s", further)
        if failures:
            raise failures[0]


def _held_for_all(warehouse: Warehouse) -> AbstractContextManager[Holding | None]:
    """A DuckDB file is held once for all sources; on PostgreSQL each holds its own lane."""
    return hold(warehouse, "sync") if warehouse.engine == "duckdb" else nullcontext()
