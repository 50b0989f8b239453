"""A stored connection becomes the plain value that a source receives."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from omnitrackiq.accounts.connection_kinds import CONNECTION_KINDS
from omnitrackiq.accounts.connections import ConnectionRecord
from omnitrackiq.settings import load_settings
from orchestration.sources import UnknownSourceError, connection_value, find_source, source_names


def record(source: str, config: dict[str, Any]) -> ConnectionRecord:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return ConnectionRecord("alpha", "cn-1", source, "x", config, "active", None, None, now)


def test_every_kind_of_connection_has_a_source_of_its_name() -> None:
    assert set(source_names()) == set(CONNECTION_KINDS)
    assert [find_source(name).name for name in source_names()] == list(source_names())


def test_an_unknown_source_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownSourceError, match="facebook_ads, google_ads"):
        find_source("myspace")


def test_a_connection_keeps_its_values_and_hides_its_secrets(home: Path) -> None:
    value = connection_value(
        load_settings(), record("facebook_ads", {"account_ids": ["1"]}), {"access_token": "canary"}
    )
    assert (value.workspace_id, value.connection_id, value.source) == ("alpha", "cn-1", "facebook_ads")
    assert (value.config, value.secrets, value.base_url) == ({"account_ids": ["1"]}, {"access_token": "canary"}, None)
    assert "canary" not in repr(value)
    assert repr(value.hash_key) not in repr(value)


def test_hashes_differ_between_workspaces_and_not_between_runs(home: Path) -> None:
    alpha = record("facebook_ads", {})
    beta = ConnectionRecord("beta", *[getattr(alpha, name) for name in ConnectionRecord.__slots__[1:]])
    first, again, other = (connection_value(load_settings(), each, {}) for each in (alpha, alpha, beta))
    assert first.hash("a@b.c") == again.hash("a@b.c") != other.hash("a@b.c")


def test_the_shop_is_put_into_the_address(home: Path) -> None:
    shop = record("shopify", {"shop": "a.myshopify.com"})
    sandboxed = load_settings(sandbox_url="http://127.0.0.1:9")
    assert connection_value(sandboxed, shop, {}).base_url == "http://127.0.0.1:9/shops/a.myshopify.com"
    assert connection_value(load_settings(), shop, {}).base_url is None


def test_the_installations_app_stands_in_where_the_connection_has_none(home: Path) -> None:
    settings = load_settings(
        google_client_id="id", google_client_secret="secret", google_ads_developer_token="developer"
    )
    google = connection_value(settings, record("google_ads", {}), {"refresh_token": "r", "client_id": "own"})
    assert google.secrets == {
        "refresh_token": "r",
        "client_id": "own",
        "client_secret": "secret",
        "developer_token": "developer",
    }
    assert connection_value(settings, record("facebook_ads", {}), {}).secrets == {}
    assert connection_value(load_settings(), record("ga4", {}), {"refresh_token": "r"}).secrets == {
        "refresh_token": "r"
    }
