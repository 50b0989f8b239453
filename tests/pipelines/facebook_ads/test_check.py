"""The connection test of Facebook Ads."""

import dataclasses

import pytest

from pipelines.facebook_ads import SOURCE
from pipelines.loading.errors import ConfigurationError, ReauthorizeError
from pipelines.loading.source import AccountReport
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import FB_BETA, FB_EURO, FB_YEN, NOW

EURO = AccountReport(FB_EURO, f"Account {FB_EURO}", "EUR", "Europe/Berlin")
YEN = AccountReport(FB_YEN, f"Account {FB_YEN}", "JPY", "Asia/Tokyo")


def test_chosen_accounts_with_currency_and_zone(line: AdLine) -> None:
    assert SOURCE.check(line.connection("alpha", FB_YEN), NOW).accounts == (YEN,)


def test_without_a_choice_all_accounts_are_listed(line: AdLine) -> None:
    open_choice = dataclasses.replace(line.connection(), config={})
    assert SOURCE.check(open_choice, NOW).accounts == (EURO, YEN)


def test_what_stands_in_the_way_is_raised(line: AdLine) -> None:
    with pytest.raises(ConfigurationError, match="ads_read"):
        SOURCE.check(line.connection("alpha", FB_BETA), NOW)
    line.server.context.credentials.revoke("facebook_ads", "alpha")
    with pytest.raises(ReauthorizeError):
        SOURCE.check(line.connection(), NOW)
