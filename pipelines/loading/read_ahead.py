"""The rounds of a run, read one ahead: while one is loaded, which is the warehouse's work, the next is being read."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipelines.loading.fetch import Fetch
from pipelines.loading.resources import Round
from pipelines.loading.source import Source
from pipelines.loading.spool import RejectedKeys, Spool


@contextmanager
def rounds_ahead(
    source: Source, fetch: Fetch, outstanding: dict[str, RejectedKeys], folder: Path
) -> Iterator[Iterator[Round]]:
    """The rounds of ``fetch``, at least one, spilled below ``folder``, which is emptied first and removed at the end.

    ``outstanding`` is what the quarantine holds, by connection. When the block ends, reading does.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def read() -> Round:
        spool = Spool(source, Path(tempfile.mkdtemp(dir=folder)), outstanding)
        return Round(spool, fetch.fill(spool))

    def rounds(reader: ThreadPoolExecutor) -> Iterator[Round]:
        coming = reader.submit(read)
        while True:
            ready = coming.result()
            if fetch.done:
                yield ready
                return
            coming = reader.submit(read)
            yield ready

    try:
        with ThreadPoolExecutor(1, thread_name_prefix=f"{source.name}-ahead") as reader:
            try:
                yield rounds(reader)
            finally:
                fetch.stop()
    finally:
        # A run that ended because the disk is full must not leave it full.
        shutil.rmtree(folder, ignore_errors=True)
