"""Raw tables of all sources in memory, as loads leave them."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pyarrow as pa

from pipelines.loading.table import LOAD_WINDOWS, REJECTED_RECORDS, Table

Row = dict[str, Any]
SOURCES = ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4", "exchange_rates", "workspaces")


def declared_tables(source: str) -> tuple[Table, ...]:
    """The tables of a source as its pipeline declares them."""
    own: tuple[Table, ...] = import_module(f"pipelines.{source}.tables").TABLES
    return (*own, LOAD_WINDOWS, REJECTED_RECORDS)


class RawRows:
    """Rows by source and table. Every row says which load wrote it; ``load_id`` is the present one."""

    def __init__(self) -> None:
        self.load_id = "1000"
        self.load_ids = ["1000"]
        self._rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)

    def next_load(self) -> None:
        """From here on rows come with another load."""
        self.load_id = str(int(self.load_id) + 1)
        self.load_ids.append(self.load_id)

    def put(self, source: str, table: str, /, **values: Any) -> None:
        self._rows[source, table].append({"connection_id": source, **values, "_dlt_load_id": self.load_id})

    def drop(self, source: str, table: str, **key: Any) -> None:
        """Takes the rows of a key away, as a load does that writes them anew or finds them gone."""
        kept = [row for row in self._rows[source, table] if any(row.get(name) != key[name] for name in key)]
        self._rows[source, table] = kept

    def rows(self, source: str, table: str, **key: Any) -> list[Row]:
        return [row for row in self._rows[source, table] if all(row.get(name) == key[name] for name in key)]

    def tables(self) -> Iterator[tuple[str, str, pa.Table]]:
        """Every raw table with all its columns: source, name, rows."""
        for source in SOURCES:
            for table in declared_tables(source):
                schema = table.arrow_schema.append(pa.field("_dlt_load_id", pa.string()))
                rows = self._rows[source, table.name]
                columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
                json_columns = {column.name for column in table.all_columns if column.kind == "json"}
                fields = [
                    field.with_metadata({"json": "yes"} if field.name in json_columns else {}) for field in schema
                ]
                yield source, table.name, pa.table(columns, pa.schema(fields))
            loads = pa.table({"load_id": self.load_ids, "status": [0] * len(self.load_ids)})
            yield source, "_dlt_loads", loads
