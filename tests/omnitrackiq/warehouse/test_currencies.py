"""Currencies and their minor units."""

import pytest

from omnitrackiq.warehouse.currencies import CURRENCIES, minor_units


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLP", 0), ("HUF", 2)])
def test_minor_units_are_those_of_the_standard(currency: str, digits: int) -> None:
    assert currency in CURRENCIES
    assert minor_units(currency) == digits


def test_codes_are_three_capital_letters_and_plausibly_many() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.isupper() and code.isascii() for code in CURRENCIES)
    assert 150 < len(CURRENCIES) < 180
