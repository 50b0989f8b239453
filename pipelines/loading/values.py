"""Wire values to column values, exactly: what does not fit is refused, never bent."""

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from pipelines.loading.table import Column

# An escaped NUL in JSON: its backslash is not itself escaped by the one before.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class UnfitValueError(ValueError):
    """A value that its column cannot hold; the text says why."""


def to_column(column: Column, value: Any) -> Any:
    """``value`` as ``column`` stores it (None stays None); raises UnfitValueError.

    Decimals accept text, whole numbers and floats (by their shortest text); timestamps need an offset and come out in
    UTC; JSON is any value, as text.
    """
    if value is None:
        return None
    return _CONVERTERS[column.kind](column, value)


def _text(_: Column, value: Any) -> str:
    if isinstance(value, dict | list):
        raise UnfitValueError("expected a text, got a structure")
    if isinstance(value, float):
        # An id that came as such a number has lost digits.
        raise UnfitValueError("expected a text, got a fraction")
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode().strip('"')
    if "\x00" in text:
        raise UnfitValueError("holds a NUL character")
    return text


def _bigint(_: Column, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UnfitValueError("expected a whole number")
    try:
        number = int(value)
    except ValueError as error:
        raise UnfitValueError("expected a whole number") from error
    if not -(2**63) <= number < 2**63:
        raise UnfitValueError("does not fit 64 bits")
    return number


def _decimal(column: Column, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise UnfitValueError("expected a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise UnfitValueError("is not a finite number")
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation as error:
        raise UnfitValueError("expected a number") from error
    if not number.is_finite():
        raise UnfitValueError("is not a finite number")
    try:
        exact = number.quantize(Decimal(1).scaleb(-column.scale))
    except InvalidOperation as error:
        raise UnfitValueError(f"has more than {column.precision} digits") from error
    if exact != number:
        raise UnfitValueError(f"has more than {column.scale} decimals")
    if len(exact.as_tuple().digits) > column.precision:
        raise UnfitValueError(f"has more than {column.precision} digits")
    return exact


def _bool(_: Column, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise UnfitValueError("expected true or false")


def _date(_: Column, value: Any) -> date:
    if isinstance(value, datetime):
        raise UnfitValueError("expected a day, got a time")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UnfitValueError("expected a day as YYYY-MM-DD") from error


def _timestamp(_: Column, value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UnfitValueError("expected a time as ISO 8601") from error
    if moment.tzinfo is None:
        raise UnfitValueError("has no time zone")
    return moment.astimezone(UTC)


def _json(_: Column, value: Any) -> str:
    return as_json(value)


def as_json(value: Any) -> str:
    """JSON text of any record; decimals, dates and times become texts. NUL, which no database takes, becomes U+FFFD."""
    try:
        text = orjson.dumps(value, default=str).decode()
    except TypeError:
        text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return _NUL.sub(r"\1\\ufffd", text) if r"\u0000" in text else text


_CONVERTERS = {
    "text": _text,
    "bigint": _bigint,
    "decimal": _decimal,
    "bool": _bool,
    "date": _date,
    "timestamp": _timestamp,
    "json": _json,
}
