"""What is removed before anything is stored, and what stays."""

from typing import Any

import pytest

from pipelines.loading.personal_texts import clean_url
from pipelines.shopify.personal_data import tracking_attributes, without_personal_data


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        (None, None),
        ("", None),
        ("https://s.example/p?utm_source=a&gclid=b#top", "https://s.example/p?utm_source=a&gclid=b#top"),
        ("https://s.example/?email=a%40b.example&utm_id=1", "https://s.example/?utm_id=1"),
        ("https://s.example/?x=a@b.example", "https://s.example/"),
        ("https://s.example/?u=a%2540b.example&k=1", "https://s.example/?k=1"),
        ("https://s.example/?a@b.example&k=1", "https://s.example/?k=1"),
        ("https://s.example/?a%40b.example=1", "https://s.example/"),
        ("https://s.example/?Phone=123&first_name=Q&zip=1&utm_term=z", "https://s.example/?utm_term=z"),
        ("https://s.example/unsubscribe/a@b.example?k=1", "https://s.example/unsubscribe/***?k=1"),
        ("https://s.example/?utm_campaign=Spring+%7C+Sale&k", "https://s.example/?utm_campaign=Spring+%7C+Sale&k"),
    ],
)
def test_urls_lose_personal_values_only(url: str | None, cleaned: str | None) -> None:
    assert clean_url(url) == cleaned


def test_of_attributes_only_tracking_stays() -> None:
    given = {
        "utm_source": "facebook",
        "_fbclid": "x1",
        "landing_page": "https://s.example/?email=a@b.example&utm_id=1",
        "Gift note": "For Canaria, Canary Road 7",
        "delivery phone": "+49",
        "utm_medium": None,
    }
    attributes = [{"key": key, "value": value} for key, value in given.items()]
    assert tracking_attributes(attributes) == {
        "utm_source": "facebook",
        "_fbclid": "x1",
        "landing_page": "https://s.example/?utm_id=1",
    }


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"contact_email": "a@b.example", "size": 3}, {"contact_email": None, "size": 3}),
        ({"deep": [{"firstName": "Q", "sku": "s"}]}, {"deep": [{"firstName": None, "sku": "s"}]}),
        (
            {"shippingAddress": {"city": "C", "countryCodeV2": "DE", "provinceCode": "BE"}},
            {"shippingAddress": {"countryCodeV2": "DE", "provinceCode": "BE"}},
        ),
        ({"message": "sent to a@b.example today"}, {"message": "sent to *** today"}),
        ({"note": "call her", "name": "Lamp"}, {"note": None, "name": "Lamp"}),
        ({"browser_ip": "192.0.2.1", "clientIp": "192.0.2.1"}, {"browser_ip": None, "clientIp": None}),
        ({"capacity": 2, "velocity": 1}, {"capacity": 2, "velocity": 1}),
    ],
)
def test_unknown_fields_lose_personal_values(value: Any, kept: Any) -> None:
    assert without_personal_data(value) == kept
