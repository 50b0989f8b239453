"""What a metric is: its words, its unit, and how it is added up over days (sums, and ratios computed from sums)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Literal

_QUOTIENTS = Context(prec=38)


@dataclass(frozen=True, slots=True)
class Sum:
    """Adds the ``plus`` columns and takes the ``minus`` columns away, over all rows that hold every one of them."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.plus:
            raise ValueError("A sum needs at least one column to add.")

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.plus, *self.minus)

    @property
    def formula(self) -> str:
        """The sum in words, as in "gross revenue − discounts"."""
        added = " + ".join(map(_words, self.plus))
        return " − ".join((added, *map(_words, self.minus)))

    def over(self, rows: Iterable[Mapping[str, Any]]) -> Decimal | None:
        """The exact sum over ``rows``; None when no row holds all columns, so that "unknown" never shows as zero."""
        total: Decimal | None = None
        for row in rows:
            if any(row[column] is None for column in self.columns):
                continue
            part = sum((Decimal(row[column]) for column in self.plus), Decimal(0))
            part -= sum((Decimal(row[column]) for column in self.minus), Decimal(0))
            total = part if total is None else total + part
        return total


@dataclass(frozen=True, slots=True)
class Ratio:
    """One sum divided by another, both over the same rows, and ``per`` so many of the other.

    Rows that lack a column of either side are left out of both: a day without session data must not push a
    conversion rate up with its orders.
    """

    numerator: Sum
    denominator: Sum
    per: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.numerator.columns, *self.denominator.columns)

    @property
    def formula(self) -> str:
        """The quotient in words, as in "(gross revenue − discounts) ÷ orders"."""
        sides = (self.numerator, self.denominator)
        quotient = " ÷ ".join(f"({side.formula})" if len(side.columns) > 1 else side.formula for side in sides)
        return quotient if self.per == 1 else f"{self.per:,} × {quotient}"

    def over(self, rows: Iterable[Mapping[str, Any]]) -> Decimal | None:
        """The quotient of the two sums over ``rows``; None when nothing is known or the denominator is zero."""
        known = [row for row in rows if all(row[column] is not None for column in self.columns)]
        above, below = self.numerator.over(known), self.denominator.over(known)
        if above is None or below is None or below == 0:
            return None
        return _QUOTIENTS.divide(_QUOTIENTS.multiply(Decimal(self.per), above), below)


Measure = Sum | Ratio
Unit = Literal["money", "count", "decimal", "multiple", "share"]
Better = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of the product.

    ``unit``: ``money`` is in the workspace's currency, ``count`` a whole number, ``decimal`` a number with fractions,
    ``multiple`` a quotient of two amounts, ``share`` a fraction shown as percent. ``better`` says which direction is
    good news. ``measure`` names columns of the marts; pages, docs/METRICS.md and the macros of the models take their
    formula from it, or from ``made_of`` where a column of the marts is itself made of others.
    """

    name: str
    label: str
    unit: Unit
    better: Better
    description: str
    measure: Measure
    made_of: Measure | None = None

    def over(self, rows: Iterable[Mapping[str, Any]]) -> Decimal | None:
        """The metric over many days or channels; None when it is unknown or would divide by zero."""
        return self.measure.over(rows)

    @property
    def formula(self) -> str:
        """How it is computed, for people."""
        measure = self.made_of or self.measure
        return measure.formula if len(measure.columns) > 1 else f"sum of {measure.formula}"

    @property
    def help(self) -> str:
        """Definition and formula in one text for tooltips (plain text)."""
        return f"{self.description} Formula: {self.formula}."


def total(*columns: str) -> Sum:
    """The sum of one or more columns."""
    return Sum(columns)


def quotient(numerator: str, denominator: str, per: int = 1) -> Ratio:
    """One column's sum over another's, per so many of the other."""
    return Ratio(total(numerator), total(denominator), per)


def _words(column: str) -> str:
    return column.replace("_", " ")
