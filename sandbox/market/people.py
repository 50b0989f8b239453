"""Invented customers, whose names, streets and e-mails no pipeline may let through."""

from datetime import datetime

from sandbox.market.dice import fraction
from sandbox.market.model.sales import Customer

_FIRST = ("Canaria", "Serin", "Girlitz", "Atlas", "Mozambo", "Finka", "Zeisi", "Gimpa")
_LAST = ("Vogelsang", "Kanarek", "Piepmatz", "Zwitscher", "Federlein", "Nestling", "Flügge", "Schwarmer")
_CITIES = ("Canaryville", "Birdlington", "Wingham", "Featherstone")


def person(shopper_id: int, country: str, province: str | None, at: datetime) -> Customer:
    """The customer that a shopper becomes at the first order."""
    first = _FIRST[int(fraction(shopper_id, "first") * len(_FIRST))]
    last = _LAST[int(fraction(shopper_id, "last") * len(_LAST))]
    return Customer(
        customer_id=7_300_000_000_000 + shopper_id,
        email=f"{first}.{shopper_id}@shoppers.example".lower(),
        phone=f"+49555{shopper_id:09d}",
        first_name=first,
        last_name=f"{last}-{shopper_id}",
        street=f"{shopper_id % 90 + 1} Canary Lane",
        city=_CITIES[shopper_id % len(_CITIES)],
        postcode=f"CN{shopper_id % 100000:05d}",
        province_code=province,
        country_code=country,
        created_at=at,
    )
