"""Tables as CSV that spreadsheets open without running anything of it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None

# What makes a spreadsheet take a cell for a formula, in the wide forms of Asian keyboards too.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """``rows`` under ``heading``: numbers exact, days as ISO 8601, what is unknown empty, texts never a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return sheet.getvalue()


def harmless(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULAS) else text


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)
