"""What it costs a workspace to ship, to be paid and to run the rest: rates that hold from a day on, read from a CSV."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.cost_tables import ANY_GATEWAY, CostKind, CostRateRow
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.uploaded_lines import DECIMALS, Cells, FileKind, amount_in, day_in, number_in, read_file
from omnitrackiq.accounts.workspaces import lock_workspace

COLUMNS = ("kind", "valid_from", "per_order", "share", "per_day", "gateway")
_KINDS: tuple[str, ...] = get_args(CostKind)
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
    """The rates of a CSV with a heading of ``COLUMNS``; raises InvalidFileError, which names each wrong line."""
    return read_file(_FILE, text)


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


def _rate(cells: Cells) -> CostRate:
    kind, gateway = cells.get("kind", "").lower(), cells.get("gateway", "").lower()
    if kind not in _KINDS:
        raise InvalidValueError(f"{kind!r} is no kind of cost: write {', '.join(_KINDS[:-1])} or {_KINDS[-1]}.")
    if gateway and kind != "payment":
        raise InvalidValueError("Only a payment cost has a gateway: leave the cell empty.")
    if len(gateway) > 80 or not gateway.isprintable():
        raise InvalidValueError("A gateway has up to 80 printable characters.")
    rate = CostRate(
        cast(CostKind, kind),
        day_in(cells.get("valid_from", "")),
        amount_in(cells.get("per_order", "")),
        _share(cells.get("share", "")),
        amount_in(cells.get("per_day", "")),
        gateway or None,
    )
    if rate.per_day and kind != "other":
        raise InvalidValueError("Only an other cost has an amount per day: leave the cell empty.")
    return rate


def _share(cell: str) -> Decimal:
    wanted = f"a share from 0 to 1 with at most {DECIMALS} decimals, such as 0.029 or 2.9%"
    if cell.endswith("%"):
        return number_in(cell[:-1], Decimal(100), wanted, scale=2)
    return number_in(cell, Decimal(1), wanted)


_FILE = FileKind(
    columns=COLUMNS,
    required=(("kind",), ("valid_from",)),
    read=_rate,
    key=lambda rate: rate.key,
    key_words="kind, gateway and day",
    one="rate",
)
