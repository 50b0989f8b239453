"""CSV files that people upload: a heading of known columns, then lines; what is wrong is said line by line."""

import csv
import io
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

from omnitrackiq.accounts.errors import InvalidFileError, InvalidValueError

Value = TypeVar("Value")
Cells = dict[str, str]

DECIMALS = 6
HIGHEST = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class FileKind(Generic[Value]):
    """What a file holds: its columns, those that it cannot do without (one of each group), and what a line means.

    ``read`` makes a value of the cells of a line or raises InvalidValueError. No two lines have the same ``key``, which
    people know as ``key_words``; ``one`` is what they call a line.
    """

    columns: Sequence[str]
    required: Sequence[Sequence[str]]
    read: Callable[[Cells], Value]
    key: Callable[[Value], Hashable]
    key_words: str
    one: str


def decoded(name: str, content: bytes) -> str:
    """The text of the file ``name``; raises InvalidFileError where it is no text in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFileError([f"{name} is not in UTF-8: save it as CSV in UTF-8."]) from None


def read_file(kind: FileKind[Value], text: str) -> list[Value]:
    """The values of a CSV with commas or semicolons, in its order; raises InvalidFileError with all that is wrong."""
    found: dict[Hashable, int] = {}
    values, problems = [], []
    try:
        for line, names, cells in _lines(kind, text.removeprefix("\ufeff")):
            try:
                if len(cells) > len(names):
                    raise InvalidValueError("it has more cells than the heading: quote a cell that holds a separator.")
                value = kind.read(dict(zip(names, cells, strict=False)))
                if known := found.get(kind.key(value)):
                    raise InvalidValueError(f"line {known} says the same {kind.key_words}: keep one of them.")
            except InvalidValueError as error:
                problems.append(f"Line {line}: {error}")
                continue
            found[kind.key(value)] = line
            values.append(value)
    except InvalidFileError as error:
        problems += error.problems
    if problems:
        raise InvalidFileError(problems)
    if not values:
        columns = ", ".join(kind.columns)
        raise InvalidFileError([f"There is no {kind.one} below the heading: write one line each, of {columns}."])
    return values


def day_in(cell: str) -> date:
    """A day as 2026-01-31; raises InvalidValueError."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise InvalidValueError(f"{cell!r} is no day: write it as 2026-01-31.") from None


def amount_in(cell: str) -> Decimal:
    """An exact amount, 0 where the cell is empty; raises InvalidValueError."""
    return number_in(cell, HIGHEST, f"an amount from 0 to {HIGHEST} with at most {DECIMALS} decimals, such as 4.90")


def number_in(cell: str, highest: Decimal, wanted: str, scale: int = 0) -> Decimal:
    """``cell`` as an exact number, the point moved ``scale`` digits to the left; nothing is 0."""
    try:
        number = Decimal(cell or 0)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= highest or number != round(number, DECIMALS - scale):
        raise InvalidValueError(f"{cell!r} is not {wanted}.")
    return number.scaleb(-scale)


def _lines(kind: FileKind[Value], text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Every line that is not empty: its number, the columns of the heading, its cells."""
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",", strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_heading(kind, names)
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if any(values):
                yield reader.line_num, names, values
    except csv.Error as error:
        raise InvalidFileError([f"Line {reader.line_num}: it is no CSV ({error})."]) from None


def _check_heading(kind: FileKind[Value], names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in kind.columns]
    missing = [" or ".join(group) for group in kind.required if not set(group) & set(names)]
    if unknown or missing or len(set(names)) != len(names):
        wrong = f"{unknown[0]!r} is no column" if unknown else f"{missing[0]} is missing" if missing else "one is twice"
        raise InvalidFileError([f"Line 1: {wrong}: the heading is some of {', '.join(kind.columns)}."])
