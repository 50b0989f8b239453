"""Orders of shoppers who asked to be forgotten, read again: what tells of them stays away."""

from omnitrackiq.warehouse.forgotten import TELLING_COLUMNS, rows_without_traces
from pipelines.shopify.fields import Row
from pipelines.shopify.tables import ORDER_TABLES


def without_traces(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows of one order by table, with all amounts, campaigns and kinds of clicks, and nothing of the shopper."""
    declared = {table.name: [column.name for column in table.columns] for table in ORDER_TABLES}
    return {name: rows_without_traces(made, declared[name], TELLING_COLUMNS) for name, made in rows.items()}
