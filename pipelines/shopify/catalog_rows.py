"""The shop, its customers and its products to rows."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pipelines.loading.connection import Connection
from pipelines.shopify import tables
from pipelines.shopify.fields import Fields, Node, Row, number_of

Rows = dict[str, list[Row]]


def shop_row(node: Node, scopes: frozenset[str]) -> Row:
    """The shop; ``has_full_history`` is false where only the orders of 60 days can be read."""
    fields = Fields(node)
    gid = fields.take("id")
    plan = fields.part("plan")
    columns = {
        "shop_id": number_of(gid),
        "gid": gid,
        "domain": fields.take("myshopifyDomain"),
        "name": fields.take("name"),
        "currency": fields.take("currencyCode"),
        "timezone": fields.take("ianaTimezone"),
        "taxes_included": fields.take("taxesIncluded"),
        "plan_name": plan.take("publicDisplayName"),
        "created_at": fields.take("createdAt"),
        "has_full_history": "read_all_orders" in scopes,
    }
    fields.keep("plan", plan)
    return fields.row(tables.SHOPS, columns)


def customer_row(connection: Connection, node: Node) -> Row:
    """A customer without anything that says who it is: the key is a keyed hash, of the address the codes stay."""
    fields = Fields(node)
    fields.take("legacyResourceId")
    address = fields.take("defaultAddress") or {}
    spent: Mapping[str, str] = fields.take("amountSpent") or {}
    number = fields.number()
    columns = {
        "customer_key": None if number is None else connection.hash(number),
        "created_at": fields.take("createdAt"),
        "updated_at": fields.take("updatedAt"),
        "number_of_orders": fields.take("numberOfOrders"),
        "amount_spent": spent.get("amount"),
        "state": fields.take("state"),
        "country_code": address.get("countryCodeV2"),
        "province_code": address.get("provinceCode"),
    }
    return fields.row(tables.CUSTOMERS, columns)


def product_rows(shop_id: str, node: Node) -> Rows:
    """A complete product, its variants, and what they cost since their inventory items last changed."""
    fields = Fields(node)
    gid = fields.take("id")
    product_id = str(number_of(gid))
    variants = fields.nodes("variants")
    columns = {
        "product_id": product_id,
        "gid": gid,
        "shop_id": shop_id,
        "title": fields.take("title"),
        "handle": fields.take("handle"),
        "status": fields.take("status"),
        "vendor": fields.take("vendor"),
        "product_type": fields.take("productType"),
        "is_gift_card": fields.take("isGiftCard"),
        "tags": fields.take("tags"),
        "created_at": fields.take("createdAt"),
        "updated_at": fields.take("updatedAt"),
        "published_at": fields.take("publishedAt"),
        "total_inventory": fields.take("totalInventory"),
    }
    return {
        "products": [fields.row(tables.PRODUCTS, columns)],
        "product_variants": [_variant_row(product_id, variant) for variant in variants],
        "unit_costs": [row for variant in variants if (row := _unit_cost_row(shop_id, product_id, variant))],
    }


def _unit_cost_row(shop_id: str, product_id: str, variant: Node) -> Row | None:
    """The variant's cost, dated by its inventory item; none where the token may not read it or nothing is dated."""
    item = variant.get("inventoryItem") or {}
    changed = item.get("updatedAt")
    if "unitCost" not in item or not changed:
        return None
    cost = item["unitCost"] or {}
    return {
        "variant_id": number_of(variant.get("id")),
        "changed_at": datetime.fromisoformat(changed).astimezone(UTC),
        "shop_id": shop_id,
        "product_id": product_id,
        "unit_cost": cost.get("amount"),
        "unit_cost_currency": cost.get("currencyCode"),
    }


def _variant_row(product_id: str, node: Node) -> Row:
    fields = Fields(node)
    item = fields.part("inventoryItem")
    cost: Mapping[str, str] = item.take("unitCost") or {}
    item.take("updatedAt")
    columns = {
        "product_id": product_id,
        "variant_id": fields.number(),
        "inventory_item_id": item.number(),
        "title": fields.take("title"),
        "sku": fields.take("sku"),
        "barcode": fields.take("barcode"),
        "position": fields.take("position"),
        "taxable": fields.take("taxable"),
        "is_tracked": item.take("tracked"),
        "price": fields.take("price"),
        "compare_at_price": fields.take("compareAtPrice"),
        "inventory_quantity": fields.take("inventoryQuantity"),
        "created_at": fields.take("createdAt"),
        "updated_at": fields.take("updatedAt"),
        "unit_cost": cost.get("amount"),
        "unit_cost_currency": cost.get("currencyCode"),
    }
    fields.keep("inventoryItem", item)
    return fields.row(tables.PRODUCT_VARIANTS, columns)
