"""R10b: passwords as people and attackers write them, through the forms: nothing is cut, nothing prescribed."""

import threading
import unicodedata
from typing import Any

import pytest

from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.settings import Settings
from tests.dashboards.entrance.conftest import Door
from tests.omnitrackiq.accounts.people import HASHER

LONG = "".join(chr(0x61 + place % 26) for place in range(1000))
BRAND = {"name": "Ann", "brand": "Tea House", "currency": "EUR", "timezone": "UTC"}
ACCEPTED = {
    "8 characters": "qz7-kw2m",
    "64": f"{LONG[:62]}7!",
    "72": f"{LONG[:70]}7!",
    "73": f"{LONG[:71]}7!",
    "1000": f"{LONG[:998]}7!",
    "64 emoji": "🦊🌵🧭🪁" * 16,
    "spaces": "  two words  here ",
    "no capitals, digits or signs": "quietharbourlanterns",
    "other scripts": "静かな港とランタン四十一",
}
REFUSED = {
    "7 characters": "qz7-kw2",
    "empty": "",
    "common": "password1",
    "the address": "ann@example.com",
    "longer": LONG + "x" * 25,
}


def sign_up(door: Door, password: str, email: str = "ann@example.com") -> int:
    return door.post("/signup", email=email, password=password, **BRAND).status_code


def sign_in(door: Door, password: str) -> bool:
    return door.sign_in(password=password).status_code == 303


@pytest.mark.parametrize("password", ACCEPTED.values(), ids=ACCEPTED)
def test_it_opens_the_account_and_no_shorter_or_longer_one_does(door: Door, password: str) -> None:
    assert sign_up(door, password) == 200
    door.post(f"/verify/{door.newest_code()}")
    for wrong in (password[:-1], password + "x", password[:72] if len(password) > 72 else password[1:]):
        assert not sign_in(door, wrong)
    assert sign_in(door, password)


@pytest.mark.parametrize("password", REFUSED.values(), ids=REFUSED)
def test_it_opens_none(door: Door, password: str) -> None:
    assert sign_up(door, password) == 422
    assert door.postbox.mails == []


def test_a_nul_byte_ends_nothing() -> None:
    made = HASHER.hash("quiet\x00harbour 41")
    assert HASHER.matches("quiet\x00harbour 41", made)
    assert not HASHER.matches("quiet\x00lanterns 41", made)
    assert not HASHER.matches("quiet", made)


def test_composed_and_decomposed_letters_are_one_password(door: Door) -> None:
    password = "Öffentliche Brücke 7"
    assert sign_up(door, unicodedata.normalize("NFD", password)) == 200
    door.post(f"/verify/{door.newest_code()}")
    assert sign_in(door, unicodedata.normalize("NFC", password))


def test_the_default_cost_is_what_production_asks_for() -> None:
    assert Settings.model_fields["password_cost"].default == 12
    assert PasswordHasher(12).cost == 12


def test_hashing_never_runs_where_requests_are_answered(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of sign-ins waits in line for one worker thread; the loop that answers everybody else is free."""
    used: list[Any] = []
    matches = PasswordHasher.matches

    def noted(self: PasswordHasher, password: str, stored: str | None) -> bool:
        used.append(threading.current_thread())
        return matches(self, password, stored)

    monkeypatch.setattr(PasswordHasher, "matches", noted)
    sign_in(door, "wrong password 1")
    assert len(used) == 1
    assert "AnyIO worker" in used[0].name
