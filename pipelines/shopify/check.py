"""The connection test: which shop the token reads, and what a sync will lack."""

from datetime import datetime

from pipelines.loading.connection import Connection
from pipelines.loading.errors import ReauthorizeError
from pipelines.loading.source import AccountReport, ConnectionReport
from pipelines.shopify.client import AdminClient
from pipelines.shopify.extract import read_shop

_SCOPE_WARNINGS = {
    "read_all_orders": (
        "Orders older than 60 days are hidden from this token; grant it read_all_orders to see the whole history."
    ),
    "read_products": "The token may not read products; grant it read_products.",
    "read_inventory": "The token may not read what products cost, so margins lack it; grant it read_inventory.",
    "read_customers": "The token may not read customers, so orders are not joined to one; grant it read_customers.",
}

_FIELD_WARNINGS = {
    "customer": (
        "read_customers",
        "Shopify keeps customers from this app, so each order counts as a new customer; ask Shopify to approve the app "
        "for protected customer data.",
    ),
    "email": (
        "read_customers",
        "Shopify keeps e-mail addresses from this app, so an order without a customer is joined to none; ask Shopify "
        "to approve the app for them.",
    ),
}
"""Fields that an app may read only once Shopify approved it, each with the scope without which it is not to be had."""


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """Reads the shop and the token's scopes; raises SourceError, also when the token may not read orders."""
    with AdminClient(connection) as client:
        shop, scopes = read_shop(client)
        if "read_orders" not in scopes:
            raise ReauthorizeError("The token may not read orders; grant it read_orders and connect the shop again.")
        client.run("OrdersPage", {"first": 1, "after": None, "query": "", "sortKey": "ID", "reverse": True})
        version, answered, left_out = client.version, client.answered_version, client.left_out
    warnings = [sentence for scope, sentence in _SCOPE_WARNINGS.items() if scope not in scopes]
    warnings += [
        sentence for field, (scope, sentence) in _FIELD_WARNINGS.items() if field in left_out and scope in scopes
    ]
    if answered != version:
        warnings.append(f"Shopify answers with API version {answered} instead of {version}; update OmniTrackIQ.")
    account = AccountReport(shop["myshopifyDomain"], shop["name"], shop["currencyCode"], shop["ianaTimezone"])
    return ConnectionReport((account,), tuple(warnings))
