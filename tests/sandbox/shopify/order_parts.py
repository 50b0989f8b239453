"""Parts of hand-made shops: customers, visits, lines, ledger entries, payments, with everything that does not matter
filled in. All times are UTC in March 2026."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Agreement, Customer, Order, OrderLine, Sale, Transaction
from sandbox.market.model.visits import Touch

D = Decimal


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def customer(number: int) -> Customer:
    return Customer(
        customer_id=number,
        email=f"Canary{number}@Example.com",
        phone=f"+4955500{number}",
        first_name="Canaria",
        last_name="Bird",
        street="Canary Road 7",
        city="Canaryville",
        postcode="99C0A",
        province_code="BE",
        country_code="DE",
        created_at=at(1, 9),
    )


def visit(number: int, moment: datetime, landing_url: str, channel: str = "paid_social") -> Touch:
    return Touch(
        workspace_id="euro-shop",
        touch_id=number,
        shopper_id=1,
        client_id="1.1",
        session_id=number,
        kind="click",
        at=moment,
        channel=channel,
        platform="facebook_ads" if channel == "paid_social" else None,
        account_id=None,
        campaign_id="2380001" if channel == "paid_social" else None,
        ad_set_id=None,
        ad_id=None,
        landing_url=landing_url,
        referrer="https://l.facebook.com/" if channel == "paid_social" else "",
        utm_source="facebook" if channel == "paid_social" else None,
        utm_medium="paid_social" if channel == "paid_social" else None,
        utm_campaign="Spring" if channel == "paid_social" else None,
        utm_content="501" if channel == "paid_social" else None,
        utm_term=None,
        consented=True,
        engaged=True,
        page_views=3,
        device="mobile",
        country="DE",
    )


def sale(number: int, line: int | None, quantity: int | None, total: str, tax: str, **more: Any) -> Sale:
    return Sale(
        sale_id=number,
        action_type=more.get("action", "ORDER"),
        line_type=more.get("kind", "PRODUCT"),
        line_id=line,
        quantity=quantity,
        total=D(total),
        tax=D(tax),
        discount_before_taxes=D(more.get("discount", "0")),
    )


def line(number: int, quantity: int, price: str, rate: str, tax: str, **more: Any) -> OrderLine:
    return OrderLine(
        line_id=number,
        product_id=more.get("product", 11),
        variant_id=more.get("product", 11) * 10,
        title=f"Thing {number}",
        sku=f"SKU-{number}",
        quantity=quantity,
        unit_price=D(price),
        discounts=tuple(map(D, more.get("discounts", ()))),
        tax_rate=D(rate),
        tax=D(tax),
        is_gift_card=more.get("gift", False),
        added_at=more.get("added_at", at(2)),
    )


def order(number: int, placed: datetime, **parts: Any) -> Order:
    values: dict[str, Any] = {
        "workspace_id": "euro-shop",
        "order_id": number,
        "number": number,
        "name": f"#{number}",
        "test": False,
        "created_at": placed + timedelta(seconds=1),
        "processed_at": placed,
        "cancelled_at": None,
        "cancel_reason": None,
        "closed_at": None,
        "source_name": "web",
        "currency": "EUR",
        "presentment_currency": "EUR",
        "presentment_rate": D(1),
        "taxes_included": True,
        "customer_id": None,
        "email": None,
        "country_code": "DE",
        "province_code": None,
        "discount_codes": (),
        "custom_attributes": (),
        "lines": (),
        "shipping": D(0),
        "shipping_tax": D(0),
        "tip": D(0),
        "agreements": (),
        "refunds": (),
        "transactions": (),
        "journey": (),
        "journey_ready_at": placed,
        "shopper_id": None,
    }
    return Order(**(values | parts))


def placed(number: int, when: datetime, *sales: Sale) -> Agreement:
    return Agreement(number, "ORDER", when, sales)


def paid(number: int, when: datetime, amount: str, **more: Any) -> Transaction:
    return Transaction(
        number, more.get("kind", "SALE"), "SUCCESS", "shopify_payments", when, D(amount), more.get("parent")
    )
