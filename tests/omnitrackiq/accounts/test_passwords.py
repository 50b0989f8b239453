"""All of a password counts, whatever its characters; common ones are refused; unknown accounts cost the same."""

from unittest import mock

import bcrypt
import pytest

from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.passwords import PasswordHasher, checked_password

HASHER = PasswordHasher(4)
LONG = "".join(chr(0x61 + place * 7 % 26) for place in range(1000))


@pytest.mark.parametrize("length", [8, 64, 71, 72, 73, 1000, 1024])
def test_every_character_counts(length: int) -> None:
    password = (LONG + LONG)[:length]
    stored = HASHER.hash(checked_password(password))
    assert HASHER.matches(password, stored)
    assert not HASHER.matches(password[:-1], stored)
    assert not HASHER.matches(password[:-1] + "!", stored)
    assert not HASHER.matches(password + "x", stored)


@pytest.mark.parametrize(
    "password",
    [
        "🦊" * 64,
        "🦊🐙🦉🐝🦔🐳🦜🐢",
        "nul\0in the middle",
        "  blanks around  ",
        "\0" * 30,
        "пароль из восьми",
        "\udcff" * 9 + "lone half",
    ],
    ids=["64 emoji", "8 emoji", "nul", "blanks", "nuls", "cyrillic", "surrogates"],
)
def test_every_character_is_allowed_and_kept(password: str) -> None:
    stored = HASHER.hash(checked_password(password))
    assert HASHER.matches(password, stored)
    assert not HASHER.matches(password[:-1], stored)
    assert not HASHER.matches(password.replace("\0", ""), stored) or "\0" not in password
    assert not HASHER.matches(password.strip(), stored) or password == password.strip()


def test_one_text_however_it_is_composed() -> None:
    stored = HASHER.hash(checked_password("Ünterführung 9"))
    assert HASHER.matches("U\u0308nterfu\u0308hrung 9", stored)


@pytest.mark.parametrize("password", ["", "short", "sevench", "🦊" * 7, "e\u0301" * 7])
def test_seven_characters_are_too_few(password: str) -> None:
    with pytest.raises(InvalidValueError, match="at least 8"):
        checked_password(password)


def test_there_is_an_end() -> None:
    with pytest.raises(InvalidValueError, match="at most"):
        checked_password("ab" * 513)


@pytest.mark.parametrize(
    "password",
    [
        "password", "Password1!", "PASSWORD", "P@ssw0rd", "passw0rd123", "12345678", "123456789", "1234567890",
        "87654321", "qwertyui", "qwertyuiop", "QWERTY123", "1q2w3e4r", "1qaz2wsx", "zaq12wsx", "iloveyou",
        "iloveyou2!", "sunshine", "princess", "football1", "baseball", "superman", "letmein1", "trustno1",
        "aaaaaaaa", "abababab", "abcabcabc", "11111111", "abcdefgh", "asdfghjkl", "welcome1", "Welcome123",
        "monkey123", "dragon99!", "michael1", "jennifer", "starwars", "computer", "whatever", "liverpool",
        "charlie1", "summer2024", "Winter2025!", "admin123", "changeme", "Shopify1", "00000000", "12341234",
        "11223344", "abcd1234", "a1b2c3d4", "passwort", "motdepasse", "pokemon1", "hello123", "freedom!",
    ],
)  # fmt: skip
def test_what_attackers_try_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidValueError, match="attackers try"):
        checked_password(password)


@pytest.mark.parametrize(
    "password", ["correct horse", "tr0ub4dor&3", "Sommer-Regen 7", "kY7#pq2L", "vinegar tulip", "passwordless heron"]
)
def test_others_are_accepted(password: str) -> None:
    assert checked_password(password) == password


@pytest.mark.parametrize("password", ["ann.smith", "Ann.Smith@Example.com"])
def test_the_address_is_no_password(password: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_password(password, email="ann.smith@example.com")


def test_hashes_are_salted_and_say_their_cost() -> None:
    first, second = HASHER.hash("the same text"), HASHER.hash("the same text")
    assert first != second
    assert all(each.startswith("bcrypt-sha384:$2b$04$") for each in (first, second))
    assert not HASHER.is_outdated(first)
    assert PasswordHasher(5).is_outdated(first)
    assert PasswordHasher(5).matches("the same text", first)


def test_an_unknown_account_costs_one_hash_of_the_same_cost_too() -> None:
    stored = HASHER.hash("quiet harbour")
    with mock.patch.object(bcrypt, "checkpw", wraps=bcrypt.checkpw) as compared:
        assert not HASHER.matches("guess", stored)
        assert not HASHER.matches("guess", None)
    costs = [call.args[1].decode().split("$")[2] for call in compared.call_args_list]
    lengths = {len(call.args[1].decode().removeprefix("bcrypt-sha384:")) for call in compared.call_args_list}
    assert costs == ["04", "04"]
    assert lengths == {60}
