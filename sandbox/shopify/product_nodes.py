"""Products and variants as nodes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Product, Variant
from sandbox.shopify.identifiers import gid, wire_time
from sandbox.shopify.money import amount_text, money

Node = dict[str, Any]


def product_updated_at(product: Product, now: datetime) -> datetime:
    """The time of the last change until ``now``."""
    return product.updated_at if product.updated_at <= now else product.created_at


def product_node(product: Product, currency: str, now: datetime) -> Node:
    """A product with its variants."""
    updated = wire_time(product_updated_at(product, now))
    return {
        "__typename": "Product",
        "id": gid("Product", product.product_id),
        "legacyResourceId": str(product.product_id),
        "title": product.title,
        "handle": product.handle,
        "status": "ACTIVE",
        "vendor": product.vendor,
        "productType": product.product_type,
        "isGiftCard": product.is_gift_card,
        "tags": [],
        "createdAt": wire_time(product.created_at),
        "updatedAt": updated,
        "publishedAt": wire_time(product.created_at),
        "totalInventory": 100 * len(product.variants),
        "tracksInventory": True,
        "variantsCount": {"__typename": "Count", "count": len(product.variants), "precision": "EXACT"},
        "variants": [
            variant_node(product, variant, position, currency, now)
            for position, variant in enumerate(product.variants, 1)
        ],
    }


def cost_at(variant: Variant, now: datetime) -> tuple[Decimal | None, datetime | None]:
    """What a unit costs at ``now``, and since when if that is not its first cost."""
    cost, since = variant.unit_cost, None
    for moment, later in variant.later_costs:
        if moment <= now:
            cost, since = later, moment
    return cost, since


def variant_node(product: Product, variant: Variant, position: int, currency: str, now: datetime) -> Node:
    """A variant with its inventory item, which knows what it costs today (if anyone said so).

    A new cost stamps the inventory item, neither the variant nor the product.
    """
    created, updated = wire_time(product.created_at), wire_time(product_updated_at(product, now))
    cost, cost_since = cost_at(variant, now)
    return {
        "__typename": "ProductVariant",
        "id": gid("ProductVariant", variant.variant_id),
        "legacyResourceId": str(variant.variant_id),
        "title": variant.title,
        "displayName": f"{product.title} - {variant.title}",
        "sku": variant.sku,
        "barcode": None,
        "position": position,
        "price": amount_text(variant.price, currency),
        "compareAtPrice": None,
        "taxable": not product.is_gift_card,
        "availableForSale": True,
        "inventoryQuantity": 100,
        "createdAt": created,
        "updatedAt": updated,
        "product": product.product_id,
        "inventoryItem": {
            "__typename": "InventoryItem",
            "id": gid("InventoryItem", variant.inventory_item_id),
            "legacyResourceId": str(variant.inventory_item_id),
            "sku": variant.sku,
            "tracked": True,
            "requiresShipping": not product.is_gift_card,
            "createdAt": created,
            "updatedAt": wire_time(cost_since) if cost_since else updated,
            "unitCost": None if cost is None else money(cost, currency),
        },
    }
