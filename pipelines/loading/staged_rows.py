"""Rows of a slice that is not whole yet: they join the spool together or not at all."""

from pathlib import Path

import pyarrow as pa

ROWS_IN_MEMORY = 50_000


class StagedRows:
    """Rows of one table, in memory as long as they are few, else in an Arrow file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self.tables: list[pa.Table] = []
        self.row_count = 0

    def add(self, rows: pa.Table) -> None:
        """Adds more rows of the same columns."""
        if not rows.num_rows:
            return
        self.row_count += rows.num_rows
        self.tables.append(rows)
        if self._writer is None and self.row_count > ROWS_IN_MEMORY:
            self._writer = pa.ipc.new_file(str(self._path), rows.schema)
        if self._writer is not None:
            for table in self.tables:
                self._writer.write_table(table)
            self.tables.clear()

    def close(self) -> Path | None:
        """Ends writing; the file that holds the rows, None where they are in ``tables``."""
        if self._writer is None:
            return None
        self._writer.close()
        return self._path

    def forget(self) -> None:
        """Lets the rows go."""
        self.tables.clear()
        if path := self.close():
            path.unlink()
