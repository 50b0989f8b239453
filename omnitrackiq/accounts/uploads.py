"""The kinds of files that people upload: one list for the command line, the route and the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.cost_rates import CostRate, list_cost_rates, read_cost_rates, replace_cost_rates
from omnitrackiq.accounts.cost_tables import CostRateRow, ProductCostRow
from omnitrackiq.accounts.product_costs import (
    ProductCost,
    list_product_costs,
    read_product_costs,
    replace_product_costs,
)

Value = TypeVar("Value")
Taken = TypeVar("Taken", contravariant=True)


class Replace(Protocol[Taken]):
    """Makes values all that a workspace has."""

    def __call__(
        self, session: Session, workspace_id: str, values: Sequence[Taken], /, *, actor: Actor, now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, what its cells say, and one of them."""

    name: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Upload(Generic[Value]):
    """A file that replaces all that a workspace has of a kind.

    ``name`` stands in addresses; ``columns`` are those of its heading and ``example`` is a file that can be uploaded
    as it is.
    """

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    example: str
    read: Callable[[str], list[Value]]
    replace: Replace[Value]
    stored: Callable[[Session, str], list[Value]]
    table: type[CostRateRow] | type[ProductCostRow]

    def count(self, session: Session, workspace_id: str) -> int:
        """How many of them a workspace has."""
        query = select(func.count()).where(self.table.workspace_id == workspace_id)
        return session.execute(query).scalar_one()


COST_RATES: Upload[CostRate] = Upload(
    name="cost-rates",
    title="Costs of shipping, payments and the rest",
    about=(
        "What it costs to ship an order, to be paid and to run the rest. Amounts are in the workspace's currency. "
        "Leave a cell empty where it does not apply."
    ),
    columns=(
        Column("kind", "shipping, payment or other.", "payment"),
        Column("valid_from", "The first day of the rate. It holds until the next line of the same kind.", "2026-01-01"),
        Column("per_order", "An amount for each order.", "0.35"),
        Column("share", "A share of net revenue; for payment, of the amount paid.", "2.49%"),
        Column("per_day", "For other only: an amount for each day.", "120"),
        Column("gateway", "For payment only: the payment method this line is for. Empty: all others.", "paypal"),
    ),
    example=(
        "kind,valid_from,per_order,share,per_day,gateway\n"
        "shipping,2026-01-01,4.90,,,\n"
        "payment,2026-01-01,0.35,2.49%,,paypal\n"
        "payment,2026-01-01,,1.4%,,\n"
        "other,2026-01-01,0.80,3%,120,\n"
    ),
    read=read_cost_rates,
    replace=replace_cost_rates,
    stored=list_cost_rates,
    table=CostRateRow,
)

PRODUCT_COSTS: Upload[ProductCost] = Upload(
    name="product-costs",
    title="Costs of products",
    about=(
        "What one unit of a product costs you. These costs go before those in Shopify; before their first day, and for "
        "all other products, Shopify's count. Name a product by its SKU or by its variant, not by both."
    ),
    columns=(
        Column("sku", "The SKU, exactly as your shop writes it.", "VASE-BLUE"),
        Column("variant_id", "The digits at the end of the variant's address in Shopify.", "44871234567890"),
        Column("cost", "What one unit costs.", "7.25"),
        Column("currency", "The currency of that cost.", "EUR"),
        Column(
            "valid_from", "The first day whose orders cost this. It holds until the product's next line.", "2026-01-01"
        ),
    ),
    example=(
        "sku,variant_id,cost,currency,valid_from\n"
        "VASE-BLUE,,7.25,EUR,2026-01-01\n"
        "VASE-BLUE,,7.80,EUR,2026-07-01\n"
        ",44871234567890,3.10,USD,2026-01-01\n"
    ),
    read=read_product_costs,
    replace=replace_product_costs,
    stored=list_product_costs,
    table=ProductCostRow,
)

UPLOADS: Mapping[str, Upload[CostRate] | Upload[ProductCost]] = {
    each.name: each for each in (COST_RATES, PRODUCT_COSTS)
}
