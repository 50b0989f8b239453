"""Shopify: orders with their sales ledger, refunds and journeys, products and customers by the Admin GraphQL API."""

from pipelines.loading.source import OptionalStream, Source
from pipelines.shopify.check import check
from pipelines.shopify.client import API_VERSION, BASE_URL
from pipelines.shopify.extract import extract
from pipelines.shopify.tables import TABLES

SOURCE = Source(
    name="shopify",
    tables=TABLES,
    base_url=BASE_URL,
    extract=extract,
    check=check,
    api_version=API_VERSION,
    optional_streams=(
        OptionalStream("transactions", "Payments with their fees"),
        OptionalStream("discounts", "Discounts per order"),
        OptionalStream("customers", "Customers, without personal data"),
        OptionalStream("products", "Products and variants"),
        OptionalStream("unit_costs", "Unit costs over time (with products)"),
    ),
)
