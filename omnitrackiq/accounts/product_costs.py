"""What a unit of each product costs a workspace from a day on, read from a CSV; it goes before what the shop says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.cost_tables import NO_NAME, ProductCostRow
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.uploaded_lines import Cells, FileKind, amount_in, day_in, read_file
from omnitrackiq.accounts.workspaces import checked_currency, lock_workspace

COLUMNS = ("sku", "variant_id", "cost", "currency", "valid_from")
_VARIANT = "gid://shopify/ProductVariant/"
_LONGEST_SKU, _LONGEST_VARIANT = 255, 20
_ORDERED = select(ProductCostRow).order_by(ProductCostRow.sku, ProductCostRow.variant_id, ProductCostRow.valid_from)


@dataclass(frozen=True, slots=True)
class ProductCost:
    """What a unit of a product costs from the day ``valid_from`` of the workspace on, in ``currency`` (ISO 4217).

    The product is a variant by Shopify's number, or whatever was sold under ``sku``, exactly as the shop writes it; the
    cost of the variant goes before that of its SKU.
    """

    valid_from: date
    unit_cost: Decimal
    currency: str
    sku: str | None = None
    variant_id: str | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        return self.variant_id or NO_NAME, self.sku or NO_NAME, self.valid_from


def read_product_costs(text: str) -> list[ProductCost]:
    """The costs of a CSV with a heading of ``COLUMNS``; raises InvalidFileError, which names each wrong line."""
    return read_file(_FILE, text)


def replace_product_costs(
    session: Session, workspace_id: str, costs: Sequence[ProductCost], *, actor: Actor, now: datetime
) -> None:
    """Make ``costs`` all that the workspace has; raises UnknownWorkspaceError. The next build shows them."""
    lock_workspace(session, workspace_id)
    session.execute(delete(ProductCostRow).where(ProductCostRow.workspace_id == workspace_id))
    if costs:
        session.execute(insert(ProductCostRow), [_row(workspace_id, cost) for cost in costs])
    record(
        session,
        actor,
        "product_costs.replaced",
        workspace_id,
        now=now,
        workspace_id=workspace_id,
        details={"costs": len(costs)},
    )


def list_product_costs(session: Session, workspace_id: str) -> list[ProductCost]:
    """The costs of a workspace by SKU, variant and day."""
    return [_value(row) for row in session.scalars(_ORDERED.where(ProductCostRow.workspace_id == workspace_id))]


def list_all_product_costs(session: Session) -> Mapping[str, list[ProductCost]]:
    """The costs of every workspace by its id; deleted ones included, those without costs empty."""
    found: dict[str, list[ProductCost]] = defaultdict(list)
    for row in session.scalars(_ORDERED):
        found[row.workspace_id].append(_value(row))
    return found


def _row(workspace_id: str, cost: ProductCost) -> dict[str, object]:
    variant_id, sku, valid_from = cost.key
    return {
        "workspace_id": workspace_id,
        "variant_id": variant_id,
        "sku": sku,
        "valid_from": valid_from,
        "unit_cost": cost.unit_cost,
        "currency": cost.currency,
    }


def _value(row: ProductCostRow) -> ProductCost:
    return ProductCost(row.valid_from, row.unit_cost, row.currency, row.sku or None, row.variant_id or None)


def _cost(cells: Cells) -> ProductCost:
    sku, variant_id = cells.get("sku", ""), cells.get("variant_id", "").removeprefix(_VARIANT)
    if not sku and not variant_id:
        raise InvalidValueError("It names no product: write its sku or its variant_id.")
    if sku and variant_id:
        raise InvalidValueError("It names a sku and a variant_id: leave one of them empty.")
    if len(sku) > _LONGEST_SKU or not sku.isprintable():
        raise InvalidValueError(f"A sku has up to {_LONGEST_SKU} printable characters.")
    if variant_id and not (variant_id.isascii() and variant_id.isdigit() and len(variant_id) <= _LONGEST_VARIANT):
        raise InvalidValueError(
            f"{variant_id[:40]!r} is no variant: write the digits at the end of the variant's address in Shopify."
        )
    if not cells.get("cost"):
        raise InvalidValueError("It has no cost: write what a unit costs, such as 4.90, or take the line out.")
    return ProductCost(
        day_in(cells.get("valid_from", "")),
        amount_in(cells["cost"]),
        checked_currency(cells.get("currency", "").upper()),
        sku or None,
        variant_id or None,
    )


_FILE = FileKind(
    columns=COLUMNS,
    required=(("sku", "variant_id"), ("cost",), ("currency",), ("valid_from",)),
    read=_cost,
    key=lambda cost: cost.key,
    key_words="product and day",
    one="cost",
)
