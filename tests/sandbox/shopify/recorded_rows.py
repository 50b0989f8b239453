"""Rows as a connector records them, made by hand in the shape of the published ones: REST names, floats, lower case."""

from pathlib import Path
from typing import Any

import orjson


def bag(amount: float) -> dict[str, Any]:
    money = {"amount": amount, "currency_code": "USD"}
    return {"shop_money": money, "presentment_money": money}


LINE = {
    "id": 31,
    "admin_graphql_api_id": "gid://shopify/LineItem/31",
    "gift_card": False,
    "name": "Lamp - red",
    "title": "Lamp",
    "price": 20.5,
    "price_set": bag(20.5),
    "product_id": 41,
    "variant_id": 51,
    "quantity": 2,
    "sku": "L-1",
    "grams": 63,
    "properties": [],
    "tax_lines": [{"title": "VAT", "rate": 0.2, "price": 3.0, "price_set": bag(3.0), "channel_liable": False}],
    "discount_allocations": [{"amount": 1.25, "amount_set": bag(1.25), "discount_application_index": 0}],
}
ORDER = {
    "id": 21,
    "admin_graphql_api_id": "gid://shopify/Order/21",
    "name": "#21",
    "created_at": "2023-04-13T05:09:44-07:00",
    "processed_at": "2023-04-13T05:09:44-07:00",
    "updated_at": "2023-04-13T05:09:50-07:00",
    "currency": "USD",
    "presentment_currency": "USD",
    "financial_status": "partially_refunded",
    "fulfillment_status": None,
    "cancel_reason": None,
    "taxes_included": True,
    "test": False,
    "tags": "vip, returning",
    "note_attributes": [{"name": "utm_source", "value": "newsletter"}, {"name": "Wish", "value": "For Canaria"}],
    "discount_codes": [{"code": "TEN", "amount": "1.25", "type": "percentage"}],
    "browser_ip": "192.0.2.7",
    "email": "canaria@example.com",
    "customer": {"id": 61, "email": "canaria@example.com", "first_name": "Canaria"},
    "shipping_address": {"name": "Canaria Bird", "city": "Canaryville", "country_code": "DE", "province_code": "BE"},
    "total_weight": 63,
    "total_price": 41.0,
    "total_price_set": bag(41.0),
    "total_tip_received": 0.0,
    "order_number": 1021,
    "line_items": [LINE],
    "shipping_lines": [],
    "refunds": [],
    "shop_url": "recorded",
}
REFUND = {
    "id": 71,
    "admin_graphql_api_id": "gid://shopify/Refund/71",
    "order_id": 21,
    "created_at": "2023-04-20T01:00:00-07:00",
    "processed_at": "2023-04-20T01:00:00-07:00",
    "note": "Canaria called",
    "restock": True,
    "total_duties_set": bag(0.0),
    "order_adjustments": [],
    "refund_line_items": [
        {
            "id": 72,
            "line_item_id": 31,
            "quantity": 1,
            "restock_type": "return",
            "subtotal": 20.5,
            "subtotal_set": bag(20.5),
            "total_tax": 1.5,
            "total_tax_set": bag(1.5),
            "line_item": LINE,
        }
    ],
    "transactions": [
        {
            "id": 81,
            "admin_graphql_api_id": "gid://shopify/OrderTransaction/81",
            "amount": "20.50",
            "currency": "USD",
            "kind": "refund",
            "status": "success",
            "gateway": "bogus",
            "parent_id": 80,
            "test": True,
            "created_at": "2023-04-20T01:00:00-07:00",
            "payment_details": {"credit_card_name": "Canaria Bird", "credit_card_company": "Bogus"},
        }
    ],
}
AGREEMENTS = {
    "id": 21,
    "created_at": "2023-04-13T12:09:44Z",
    "updated_at": "2023-04-13T12:09:50Z",
    "agreements": [
        {
            "id": 91,
            "admin_graphql_api_id": "gid://shopify/SalesAgreement/91",
            "happened_at": "2023-04-13T12:09:44+00:00",
            "reason": "ORDER",
            "sales": [
                {
                    "id": 92,
                    "admin_graphql_api_id": "gid://shopify/Sale/92",
                    "quantity": 2,
                    "action_type": "ORDER",
                    "line_type": "PRODUCT",
                    "total_amount": {"shop_money": {"amount": 41.0, "currency_code": "USD"}},
                    "total_tax_amount": {"shop_money": {"amount": 3.0, "currency_code": "USD"}},
                    "total_discount_amount_before_taxes": {"shop_money": {"amount": 1.04, "currency_code": "USD"}},
                    "line_item": {"id": 31, "admin_graphql_api_id": "gid://shopify/LineItem/31"},
                }
            ],
        }
    ],
}
VISIT = {
    "id": 95,
    "admin_graphql_api_id": "gid://shopify/CustomerVisit/95",
    "landing_page": "https://shop.example/?utm_source=newsletter",
    "landing_page_html": "It was <a>shop.example</a>",
    "occurred_at": "2023-04-13T12:00:00+00:00",
    "referral_code": None,
    "referrer_url": None,
    "source": "direct",
    "source_type": None,
    "source_description": "1st session was direct to your store",
    "utm_parameters": None,
}
JOURNEY = {
    "order_id": 21,
    "created_at": "2023-04-13T12:09:44+00:00",
    "updated_at": "2023-04-13T12:09:50+00:00",
    "customer_journey_summary": {
        "ready": True,
        "moments_count": {"count": 1, "precision": "EXACT"},
        "customer_order_index": 0,
        "days_to_conversion": 1,
        "first_visit": VISIT,
        "last_visit": {},
    },
}
ROWS = [
    ("orders", ORDER),
    ("order_refunds", REFUND),
    ("order_agreements", AGREEMENTS),
    ("customer_journey_summary", JOURNEY),
]
BULK_LINES = [
    {"__typename": "Order", "id": "gid://shopify/Order/1"},
    {"__typename": "FulfillmentOrder", "id": "gid://shopify/FulfillmentOrder/2", "__parentId": "gid://shopify/Order/1"},
    {"__typename": "Product", "id": "gid://shopify/Product/123"},
    {
        "__typename": "ProductVariant",
        "id": "gid://shopify/ProductVariant/456",
        "title": "Plain",
        "price": "113.00",
        "barcode": "b",
        "product": {"product_id": "gid://shopify/Product/222"},
        "inventoryItem": {"inventory_item_id": "gid://shopify/InventoryItem/333"},
    },
]


def write_rows(folder: Path) -> Path:
    """Writes the rows the way a replay folder holds them; returns the folder."""
    shop = folder / "shopify"
    shop.mkdir(parents=True)
    records = [orjson.dumps({"stream": stream, "data": data}) for stream, data in ROWS]
    (shop / "airbyte_expected_records.jsonl").write_bytes(b"\n".join(records) + b"\n")
    (shop / "airbyte_bulk_samples.jsonl").write_bytes(b"\n".join(map(orjson.dumps, BULK_LINES)) + b"\n")
    return folder
