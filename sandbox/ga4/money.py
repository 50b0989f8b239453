"""What buyers paid, in the currency of the property."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from sandbox.market.interface import Market
from sandbox.market.model.brands import Property
from sandbox.market.model.sales import Order

_CENT = Decimal("0.01")


class PropertyMoney:
    """Amounts of orders as a property reports them at ``now``."""

    def __init__(self, market: Market, about: Property, now: datetime) -> None:
        self._market = market
        self._currency = about.currency
        self._now = now
        self._known: dict[date, Mapping[str, Decimal]] = {}

    def paid(self, order: Order) -> Decimal:
        """What the buyer paid at checkout, tax and shipping included."""
        placed = next(agreement for agreement in order.agreements if agreement.reason == "ORDER")
        return self.converted(sum((sale.total for sale in placed.sales), Decimal(0)), order)

    def converted(self, amount: Decimal, order: Order) -> Decimal:
        """An amount of the order's money in the property's, to the cent."""
        if order.currency == self._currency:
            return amount
        rates = self._rates(order.created_at.date())
        return (amount * rates[self._currency] / rates[order.currency]).quantize(_CENT)

    def _rates(self, day: date) -> Mapping[str, Decimal]:
        """Units per euro as last published on or before ``day``."""
        if day not in self._known:
            published = self._market.rates(day - timedelta(days=10), day, self._now)
            self._known[day] = {"EUR": Decimal(1)} | {currency: rate for _, currency, rate in published}
        return self._known[day]
