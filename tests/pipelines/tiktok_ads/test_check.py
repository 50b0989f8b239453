"""The connection test of TikTok Ads."""

import dataclasses
import logging

import pytest

from pipelines.loading.errors import ConfigurationError, ReauthorizeError
from pipelines.loading.source import AccountReport
from pipelines.tiktok_ads import SOURCE
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import NOW, TT_BETA, TT_DOLLAR, TT_PESO

DOLLAR = AccountReport(TT_DOLLAR, f"Account {TT_DOLLAR}", "USD", "Etc/GMT+8")
PESO = AccountReport(TT_PESO, f"Account {TT_PESO}", "CLP", "Etc/GMT+4")


def test_chosen_advertisers_with_currency_and_zone(line: AdLine) -> None:
    assert SOURCE.check(line.connection("alpha", TT_PESO), NOW).accounts == (PESO,)


def test_without_a_choice_all_advertisers_are_listed(line: AdLine) -> None:
    open_choice = dataclasses.replace(line.connection(), config={})
    assert SOURCE.check(open_choice, NOW).accounts == (DOLLAR, PESO)


def test_no_log_shows_the_secret_of_the_app(line: AdLine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    secrets = {**line.connection().secrets, "app_id": "7", "secret": "known-to-us-alone"}
    SOURCE.check(dataclasses.replace(line.connection(), config={}, secrets=secrets), NOW)
    assert line.requests("oauth2/advertiser/get") == 1
    assert "known-to-us-alone" not in caplog.text


def test_what_stands_in_the_way_is_raised(line: AdLine) -> None:
    with pytest.raises(ConfigurationError, match="Business Center"):
        SOURCE.check(line.connection("alpha", TT_BETA), NOW)
    line.server.context.credentials.revoke("tiktok_ads", "alpha")
    with pytest.raises(ReauthorizeError):
        SOURCE.check(line.connection(), NOW)
