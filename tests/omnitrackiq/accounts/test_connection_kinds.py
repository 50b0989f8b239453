"""What people type when they connect an account is brought into one form, or refused with an example."""

from typing import Any

import pytest

from omnitrackiq.accounts.connection_kinds import CONNECTION_KINDS, connection_kind
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.settings import SOURCES


def test_every_source_with_an_address_has_a_kind() -> None:
    assert set(CONNECTION_KINDS) == set(SOURCES)


@pytest.mark.parametrize(
    ("source", "given", "stored"),
    [
        ("facebook_ads", {"account_ids": "act_12, 34,12"}, {"account_ids": ["12", "34"]}),
        ("facebook_ads", {"account_ids": ["12"], "lookback_days": "28"}, {"account_ids": ["12"], "lookback_days": 28}),
        ("facebook_ads", {"account_ids": ["12"], "backfill_days": 90}, {"account_ids": ["12"], "backfill_days": 90}),
        (
            "google_ads",
            {"customer_ids": "123-456-7890", "login_customer_id": "111-222-3333"},
            {"customer_ids": ["1234567890"], "login_customer_id": "1112223333"},
        ),
        ("tiktok_ads", {"advertiser_ids": ["7012345678901234567"]}, {"advertiser_ids": ["7012345678901234567"]}),
        ("shopify", {"shop": " brand-1.myshopify.com "}, {"shop": "brand-1.myshopify.com"}),
        ("ga4", {"property_id": "properties/123"}, {"property_id": "123"}),
        ("ga4", {"property_id": 123}, {"property_id": "123"}),
        ("exchange_rates", {"currency": "JPY"}, {"currency": "JPY"}),
    ],
)
def test_settings_get_their_one_form(source: str, given: dict[str, Any], stored: dict[str, Any]) -> None:
    assert connection_kind(source).config(given) == stored


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("facebook_ads", {}),
        ("facebook_ads", {"account_ids": ""}),
        ("facebook_ads", {"account_ids": []}),
        ("facebook_ads", {"account_ids": ["12a"]}),
        ("facebook_ads", {"account_ids": 12}),
        ("facebook_ads", {"account_ids": ["\u0661\u0662"]}),
        ("facebook_ads", {"account_ids": ["12"], "lookback_days": 0}),
        ("facebook_ads", {"account_ids": ["12"], "lookback_days": True}),
        ("facebook_ads", {"account_ids": ["12"], "lookback": 7}),
        ("facebook_ads", {"account_ids": ["12"], "api_version": "v25/../../x"}),
        ("shopify", {"shop": "brand.example.com"}),
        ("shopify", {"shop": "brand.myshopify.com/admin"}),
        ("shopify", {"shop": "evil.com#.myshopify.com"}),
        ("shopify", {"shop": "brand\n.myshopify.com"}),
        ("exchange_rates", {"currency": "XXX"}),
    ],
)
def test_what_cannot_be_meant_is_refused(source: str, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        connection_kind(source).config(given)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("source", "secrets"),
    [
        ("facebook_ads", {"access_token": "t"}),
        ("google_ads", {"refresh_token": "t"}),
        ("google_ads", {"refresh_token": "t", "client_id": "i", "client_secret": "s", "developer_token": "d"}),
        ("shopify", {"access_token": "t"}),
        ("shopify", {"client_id": "i", "client_secret": "s"}),
        ("ga4", {"refresh_token": "t"}),
        ("ga4", {"service_account_json": '{"type": "service_account"}'}),
        ("exchange_rates", {}),
    ],
)
def test_enough_secrets_are_enough(source: str, secrets: dict[str, str]) -> None:
    assert connection_kind(source).secrets(secrets) == secrets


@pytest.mark.parametrize(
    ("source", "secrets", "words"),
    [
        ("facebook_ads", {}, "needs the secret access_token"),
        ("facebook_ads", {"token": "canary"}, "no secret token"),
        ("facebook_ads", {"access_token": "  "}, "access_token is empty"),
        ("google_ads", {"client_id": "canary"}, "refresh_token"),
        ("shopify", {"client_id": "canary"}, "client_id and client_secret"),
        ("ga4", {}, "refresh_token or service_account_json"),
        ("exchange_rates", {"access_token": "canary"}, "no secret access_token"),
    ],
)
def test_missing_or_unknown_secrets_are_refused_without_showing_any(
    source: str, secrets: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidValueError, match=words) as refusal:
        connection_kind(source).secrets(secrets)
    assert "canary" not in str(refusal.value)


def test_an_unknown_source_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidValueError, match="facebook_ads, google_ads"):
        connection_kind("myspace")
