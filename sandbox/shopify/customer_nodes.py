"""Customers as nodes, with the personal data that a connector must not keep."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Customer, Order
from sandbox.shopify.identifiers import gid, wire_time
from sandbox.shopify.ledger_nodes import OrderState
from sandbox.shopify.money import money
from sandbox.shopify.order_totals import totals_of

Node = dict[str, Any]


def customer_node(customer: Customer, orders: Sequence[Order], currency: str, now: datetime) -> Node:
    """A customer with the figures of its ``orders`` (oldest first, all placed until ``now``)."""
    spent = sum((totals_of(OrderState.of(order, now)).net_payment for order in orders), Decimal(0))
    return {
        "__typename": "Customer",
        "id": gid("Customer", customer.customer_id),
        "legacyResourceId": str(customer.customer_id),
        "createdAt": wire_time(customer.created_at),
        "updatedAt": wire_time(customer_updated_at(customer, orders, now)),
        "displayName": f"{customer.first_name} {customer.last_name}",
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "email": customer.email,
        "phone": customer.phone,
        "defaultEmailAddress": {
            "__typename": "CustomerEmailAddress",
            "emailAddress": customer.email,
            "marketingState": "SUBSCRIBED" if customer.customer_id % 3 else "NOT_SUBSCRIBED",
            "validFormat": True,
        },
        "defaultPhoneNumber": {"__typename": "CustomerPhoneNumber", "phoneNumber": customer.phone},
        "defaultAddress": address_node(customer),
        "locale": "en",
        "state": "ENABLED" if customer.customer_id % 2 else "DISABLED",
        "tags": [],
        "note": None,
        "taxExempt": False,
        "verifiedEmail": True,
        "numberOfOrders": str(len(orders)),
        "amountSpent": money(spent, currency),
        "lastOrder": orders[-1].order_id if orders else None,
    }


def customer_updated_at(customer: Customer, orders: Sequence[Order], now: datetime) -> datetime:
    """The last change of any of the customer's orders, which its figures follow; else its creation."""
    return max([customer.created_at, *(order.updated_at(now) for order in orders)])


def address_node(customer: Customer) -> Node:
    """The customer's address."""
    return {
        "__typename": "MailingAddress",
        "id": gid("MailingAddress", customer.customer_id) + "?model_name=CustomerAddress",
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "name": f"{customer.first_name} {customer.last_name}",
        "company": None,
        "phone": customer.phone,
        "address1": customer.street,
        "address2": None,
        "city": customer.city,
        "zip": customer.postcode,
        "province": customer.province_code,
        "provinceCode": customer.province_code,
        "country": customer.country_code,
        "countryCodeV2": customer.country_code,
    }
