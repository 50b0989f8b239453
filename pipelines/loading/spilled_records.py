"""Records of a slice that are too many for memory: on disk as they came, shaped whenever they are read."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson

BYTES_IN_MEMORY = 1024 * 1024


class SpilledRecords:
    """Wire records, which must be JSON, in a file that goes when this does; reading gives ``shape`` of each."""

    def __init__(self, shape: Callable[[Any], Mapping[str, Any]]) -> None:
        self._shape = shape
        self._file = SpooledTemporaryFile(BYTES_IN_MEMORY)  # noqa: SIM115
        self._count = 0

    def add(self, records: Sequence[Any]) -> None:
        """Appends a page of records, which is also how many are read back at once."""
        self._file.seek(0, os.SEEK_END)
        self._file.write(orjson.dumps(records))
        self._file.write(b"\n")
        self._count += len(records)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        self._file.seek(0)
        for page in self._file:
            yield from map(self._shape, orjson.loads(page))
