"""The catalog of a simulated shop: the market as of *now*."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.interface import Market
from sandbox.market.model.sales import Order
from sandbox.shopify.catalog import Kind, Node, Record
from sandbox.shopify.customer_nodes import customer_node, customer_updated_at
from sandbox.shopify.identifiers import gid, wire_time
from sandbox.shopify.order_nodes import order_node
from sandbox.shopify.paging import Listing
from sandbox.shopify.product_nodes import product_node, product_updated_at


class MarketCatalog:
    """The shop of a workspace at ``now``; valid until the next event of its orders."""

    def __init__(self, market: Market, workspace_id: str, now: datetime) -> None:
        self._now = now
        self._shop = market.shop(workspace_id)
        self._orders = {order.order_id: order for order in market.orders(workspace_id, now)}
        self._customers = {customer.customer_id: customer for customer in market.customers(workspace_id, now)}
        self._products = {product.product_id: product for product in market.products(workspace_id, now)}
        self._product_nodes: dict[int, Node] = {}
        self.listings: dict[tuple[str, str, str, bool], Listing] = {}

    def still_holds(self, market: Market, now: datetime) -> bool:
        """Whether nothing has happened between this catalog's moment and ``now``."""
        if now == self._now:
            return True
        known = len(self._orders), len(self._customers), len(self._products)
        workspace_id = self._shop.workspace_id
        return (
            self._now <= now < self._next_event
            and len(market.orders(workspace_id, now)) == known[0]
            and len(market.customers(workspace_id, now)) == known[1]
            and len(market.products(workspace_id, now)) == known[2]
        )

    def shop(self) -> Node:
        shop = self._shop
        offset = self._now.astimezone(ZoneInfo(shop.timezone)).strftime("%z")
        currencies = {order.presentment_currency for order in self._orders.values()} | {shop.currency}
        return {
            "__typename": "Shop",
            "id": gid("Shop", shop.shop_id),
            "name": shop.name,
            "email": f"owner@{shop.domain}",
            "myshopifyDomain": shop.domain,
            "url": f"https://{shop.domain}",
            "primaryDomain": {
                "__typename": "Domain",
                "id": gid("Domain", shop.shop_id),
                "host": shop.domain,
                "url": f"https://{shop.domain}",
            },
            "currencyCode": shop.currency,
            "enabledPresentmentCurrencies": sorted(currencies),
            "ianaTimezone": shop.timezone,
            "timezoneOffset": offset,
            "taxesIncluded": shop.taxes_included,
            "taxShipping": True,
            "plan": {
                "__typename": "ShopPlan",
                "displayName": "Shopify",
                "publicDisplayName": "Shopify",
                "partnerDevelopment": False,
                "shopifyPlus": False,
            },
            "createdAt": wire_time(shop.created_at),
            "updatedAt": wire_time(shop.created_at),
        }

    def records(self, kind: Kind) -> Sequence[Record]:
        return getattr(self, f"_{kind}_records")

    def node(self, type_name: str, number: int) -> Node | None:
        if type_name == "Order":
            return self._order(number)
        if type_name == "Customer":
            return self._customer(number)
        if type_name == "Product":
            return self._product(number)
        if type_name == "ProductVariant":
            product_id = self._product_of_variant.get(number)
            product = self._product(product_id) if product_id else None
            return _part(product, "variants", type_name, number)
        lists = {"Refund": "refunds", "LineItem": "lineItems", "OrderTransaction": "transactions"}
        if type_name in lists and (order_id := self._order_of_part.get((type_name, number))):
            return _part(self._order(order_id), lists[type_name], type_name, number)
        return None

    def _order(self, number: int) -> Node | None:
        order = self._orders.get(number)
        if order is None:
            return None
        customer = self._customers.get(order.customer_id) if order.customer_id else None
        return order_node(order, self._now, customer, self._order_index.get(number))

    def _customer(self, number: int) -> Node | None:
        customer = self._customers.get(number)
        if customer is None:
            return None
        return customer_node(customer, self._orders_of_customer[number], self._shop.currency, self._now)

    def _product(self, number: int) -> Node | None:
        """A product's node; there are few, and every line of an order shows one."""
        if number not in self._product_nodes and (product := self._products.get(number)):
            self._product_nodes[number] = product_node(product, self._shop.currency, self._now)
        return self._product_nodes.get(number)

    @cached_property
    def _orders_of_customer(self) -> defaultdict[int, list[Order]]:
        orders: defaultdict[int, list[Order]] = defaultdict(list)
        for order in self._orders.values():
            if order.customer_id is not None and not order.test:
                orders[order.customer_id].append(order)
        return orders

    @cached_property
    def _order_index(self) -> dict[int, int]:
        return {
            order.order_id: index for orders in self._orders_of_customer.values() for index, order in enumerate(orders)
        }

    @cached_property
    def _product_of_variant(self) -> dict[int, int]:
        return {
            variant.variant_id: product.product_id
            for product in self._products.values()
            for variant in product.variants
        }

    @cached_property
    def _order_of_part(self) -> dict[tuple[str, int], int]:
        places: dict[tuple[str, int], int] = {}
        for order in self._orders.values():
            for refund in order.refunds:
                places["Refund", refund.refund_id] = order.order_id
            for line in order.lines:
                places["LineItem", line.line_id] = order.order_id
            for transaction in order.transactions:
                places["OrderTransaction", transaction.transaction_id] = order.order_id
        return places

    @cached_property
    def _next_event(self) -> datetime:
        """The next moment at which a known order or product changes."""
        ahead = [datetime.max.replace(tzinfo=self._now.tzinfo)]
        for order in self._orders.values():
            moments = [order.journey_ready_at, order.cancelled_at, order.closed_at]
            moments += [agreement.happened_at for agreement in order.agreements]
            moments += [refund.created_at for refund in order.refunds]
            moments += [transaction.created_at for transaction in order.transactions]
            ahead += [moment for moment in moments if moment and moment > self._now]
        for product in self._products.values():
            changes = [product.updated_at, *(at for variant in product.variants for at, _ in variant.later_costs)]
            ahead += [moment for moment in changes if moment > self._now]
        return min(ahead)

    @cached_property
    def _orders_records(self) -> list[Record]:
        return [self._order_record(order) for order in self._orders.values()]

    def _order_record(self, order: Order) -> Record:
        cancelled = order.cancelled_at is not None and order.cancelled_at <= self._now
        closed = order.closed_at is not None and order.closed_at <= self._now
        return {
            "id": order.order_id,
            "created_at": order.created_at,
            "processed_at": order.processed_at,
            "updated_at": order.updated_at(self._now),
            "name": order.name.lower(),
            "test": order.test,
            "status": "cancelled" if cancelled else "closed" if closed else "open",
            "source_name": order.source_name.lower(),
            "customer_id": order.customer_id,
        }

    @cached_property
    def _customers_records(self) -> list[Record]:
        return [
            {
                "id": customer.customer_id,
                "created_at": customer.created_at,
                "updated_at": customer_updated_at(
                    customer, self._orders_of_customer.get(customer.customer_id, []), self._now
                ),
            }
            for customer in self._customers.values()
        ]

    @cached_property
    def _products_records(self) -> list[Record]:
        return [
            {
                "id": product.product_id,
                "created_at": product.created_at,
                "updated_at": product_updated_at(product, self._now),
                "title": product.title.lower(),
            }
            for product in self._products.values()
        ]


def _part(parent: Node | None, field: str, type_name: str, number: int) -> Node | None:
    """The node with this id in a list of ``parent``."""
    items: list[dict[str, Any]] = parent[field] if parent else []
    return next((item for item in items if item["id"] == gid(type_name, number)), None)
