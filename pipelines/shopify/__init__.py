"""Shopify: orders with their sales ledger, refunds and journeys, products and customers by the Admin GraphQL API."""

from pipelines.loading.source import Source
from pipelines.shopify.check import check
from pipelines.shopify.client import API_VERSION, BASE_URL
from pipelines.shopify.extract import extract
from pipelines.shopify.tables import TABLES

SOURCE = Source(name="shopify", tables=TABLES, base_url=BASE_URL, extract=extract, check=check, api_version=API_VERSION)
