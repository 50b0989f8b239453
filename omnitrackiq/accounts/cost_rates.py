"""What it costs a workspace to ship, to be paid and to run the rest: rates that hold from a day on, read from a CSV."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.cost_tables import ANY_GATEWAY, CostKind, CostRateRow
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.workspaces import lock_workspace

COLUMNS = ("kind", "valid_from", "per_order", "share", "per_day", "gateway")
_REQUIRED = ("kind", "valid_from")
_KINDS: tuple[str, ...] = get_args(CostKind)
_DECIMALS, _HIGHEST = 6, Decimal(10**9)
_ORDERED = select(CostRateRow).order_by(CostRateRow.kind, CostRateRow.gateway, CostRateRow.valid_from)


@dataclass(frozen=True, slots=True)
class CostRate:
    """What something costs from the day ``valid_from`` of the workspace on.

    ``per_order`` and ``per_day`` are amounts in the workspace's currency. ``share`` is a fraction: for ``payment`` of
    the amount paid, else of net revenue. ``gateway`` narrows a ``payment`` rate to one way to pay, None is all others.
    ``per_day`` is for ``other`` only.
    """

    kind: CostKind
    valid_from: date
    per_order: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    per_day: Decimal = Decimal(0)
    gateway: str | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        return self.kind, self.gateway or ANY_GATEWAY, self.valid_from


def read_cost_rates(text: str) -> list[CostRate]:
    """The rates of a CSV with a heading of ``COLUMNS``, separated by commas or semicolons.

    Raises InvalidValueError, which names the line, for the first thing that is wrong.
    """
    rates: dict[tuple[str, str, date], int] = {}
    found = []
    for line, cells in _lines(text.removeprefix("\ufeff")):
        try:
            rate = _rate(cells)
        except InvalidValueError as error:
            raise InvalidValueError(f"Line {line}: {error}") from None
        if rate.key in rates:
            raise InvalidValueError(
                f"Line {line}: line {rates[rate.key]} says the same kind, gateway and day: keep one of them."
            )
        rates[rate.key] = line
        found.append(rate)
    if not found:
        raise InvalidValueError(f"There is no rate below the heading: write one line each, of {', '.join(COLUMNS)}.")
    return found


def replace_cost_rates(
    session: Session, workspace_id: str, rates: Sequence[CostRate], *, actor: Actor, now: datetime
) -> None:
    """Make ``rates`` all that the workspace has; raises UnknownWorkspaceError. The next build shows them."""
    lock_workspace(session, workspace_id)
    session.execute(delete(CostRateRow).where(CostRateRow.workspace_id == workspace_id))
    for rate in rates:
        kind, gateway, valid_from = rate.key
        session.add(
            CostRateRow(
                workspace_id=workspace_id,
                kind=kind,
                gateway=gateway,
                valid_from=valid_from,
                per_order=rate.per_order,
                share=rate.share,
                per_day=rate.per_day,
            )
        )
    session.flush()
    record(
        session,
        actor,
        "costs.replaced",
        workspace_id,
        now=now,
        workspace_id=workspace_id,
        details={"rates": len(rates)},
    )


def list_cost_rates(session: Session, workspace_id: str) -> list[CostRate]:
    """The rates of a workspace by kind, gateway and day."""
    return [_value(row) for row in session.scalars(_ORDERED.where(CostRateRow.workspace_id == workspace_id))]


def list_all_cost_rates(session: Session) -> Mapping[str, list[CostRate]]:
    """The rates of every workspace by its id; deleted ones included, those without rates empty."""
    found: dict[str, list[CostRate]] = defaultdict(list)
    for row in session.scalars(_ORDERED):
        found[row.workspace_id].append(_value(row))
    return found


def _value(row: CostRateRow) -> CostRate:
    kind = cast(CostKind, row.kind)
    return CostRate(kind, row.valid_from, row.per_order, row.share, row.per_day, row.gateway or None)


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line that is not empty, with its number and its cells by column."""
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",", strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_heading(names)
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if len(values) > len(names):
                raise InvalidValueError(f"Line {reader.line_num}: it has more cells than the heading.")
            if any(values):
                yield reader.line_num, dict(zip(names, values, strict=False))
    except csv.Error as error:
        raise InvalidValueError(f"Line {reader.line_num}: it is no CSV ({error}).") from None


def _check_heading(names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in _REQUIRED if name not in names]
    if unknown or missing or len(set(names)) != len(names):
        wrong = f"{unknown[0]!r} is no column" if unknown else f"{missing[0]} is missing" if missing else "one is twice"
        raise InvalidValueError(f"Line 1: {wrong}: the heading is some of {', '.join(COLUMNS)}.")


def _rate(cells: dict[str, str]) -> CostRate:
    kind, gateway = cells.get("kind", "").lower(), cells.get("gateway", "").lower()
    if kind not in _KINDS:
        raise InvalidValueError(f"{kind!r} is no kind of cost: write {', '.join(_KINDS[:-1])} or {_KINDS[-1]}.")
    if gateway and kind != "payment":
        raise InvalidValueError("Only a payment cost has a gateway: leave the cell empty.")
    if len(gateway) > 80 or not gateway.isprintable():
        raise InvalidValueError("A gateway has up to 80 printable characters.")
    rate = CostRate(
        cast(CostKind, kind),
        _day(cells.get("valid_from", "")),
        _amount(cells.get("per_order", "")),
        _share(cells.get("share", "")),
        _amount(cells.get("per_day", "")),
        gateway or None,
    )
    if rate.per_day and kind != "other":
        raise InvalidValueError("Only an other cost has an amount per day: leave the cell empty.")
    return rate


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise InvalidValueError(f"{cell!r} is no day: write it as 2026-01-31.") from None


def _amount(cell: str) -> Decimal:
    return _number(cell, _HIGHEST, "an amount from 0 to 1000000000 with at most 6 decimals, such as 4.90")


def _share(cell: str) -> Decimal:
    wanted = "a share from 0 to 1 with at most 6 decimals, such as 0.029 or 2.9%"
    if cell.endswith("%"):
        return _number(cell[:-1], Decimal(100), wanted, scale=2)
    return _number(cell, Decimal(1), wanted)


def _number(cell: str, highest: Decimal, wanted: str, scale: int = 0) -> Decimal:
    """``cell`` as an exact number, the point moved ``scale`` digits to the left; nothing is 0."""
    try:
        number = Decimal(cell or 0)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= highest:
        raise InvalidValueError(f"{cell!r} is not {wanted}.")
    if number != round(number, _DECIMALS - scale):
        raise InvalidValueError(f"{cell!r} is not {wanted}.")
    return number.scaleb(-scale)
