"""What queries need of a reader: whose rows it gives, and rows for a statement."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class MartSource(Protocol):
    """A published state of one workspace's marts, such as ``omnitrackiq.warehouse.readers.Snapshot``."""

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Rows by column name: amounts as Decimal, days as date, moments as aware datetimes in UTC."""
