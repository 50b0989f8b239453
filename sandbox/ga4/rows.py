"""A row of a report before it goes on the wire."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """Values in the order of the report's headers, and how many users are behind them."""

    dimensions: tuple[str, ...]
    metrics: tuple[Decimal, ...]
    users: int = 0
