"""The kinds of files that people upload: one list for the command line, the route and the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts import cost_rates, product_costs
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
class Upload(Generic[Value]):
    """A file that replaces all that a workspace has of a kind.

    ``name`` stands in addresses; ``columns`` are its heading and ``example`` is a file that can be uploaded as it is.
    """

    name: str
    title: str
    about: str
    columns: Sequence[str]
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
        "kind is shipping, payment or other, and each rate holds from a day on until the next one of its kind. Amounts "
        "are in the currency of the workspace; share is of net revenue, of payments of the amount paid. gateway makes "
        "a payment rate one of a single way to pay; per_day is for other costs."
    ),
    columns=cost_rates.COLUMNS,
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
        "What one unit costs you from a day on, for the orders of that day and later, until the next cost of the same "
        "product. Name the product by its sku, as your shop writes it, or by the number of its variant. These costs go "
        "before those in Shopify; before their first day, and for all other products, Shopify's count."
    ),
    columns=product_costs.COLUMNS,
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
