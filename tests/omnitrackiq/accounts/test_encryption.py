"""Secrets can be read with a key that is still known, by the connection that owns them, and by nobody else."""

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import SecretsError

KEYS = [Fernet.generate_key().decode() for _ in range(4)]
NAMES = st.text(min_size=1, max_size=40)
SECRETS = st.dictionaries(NAMES, st.text(max_size=200), max_size=4)


@given(NAMES, NAMES, SECRETS)
def test_what_goes_in_comes_out(workspace_id: str, connection_id: str, secrets: dict[str, str]) -> None:
    box = SecretBox(KEYS[:1])
    assert box.open(workspace_id, connection_id, box.seal(workspace_id, connection_id, secrets)) == secrets


@given(st.tuples(NAMES, NAMES), st.tuples(NAMES, NAMES), SECRETS)
def test_secrets_moved_to_another_connection_stay_shut(
    owner: tuple[str, str], other: tuple[str, str], secrets: dict[str, str]
) -> None:
    box = SecretBox(KEYS[:1])
    sealed = box.seal(*owner, secrets)
    if owner == other:
        assert box.open(*other, sealed) == secrets
    else:
        with pytest.raises(SecretsError, match="belong to another connection"):
            box.open(*other, sealed)


@given(st.lists(st.sampled_from(KEYS), min_size=1, unique=True), st.sampled_from(KEYS), SECRETS)
def test_any_key_that_is_still_known_opens(keys: list[str], used: str, secrets: dict[str, str]) -> None:
    sealed = SecretBox([used]).seal("w", "c", secrets)
    box = SecretBox(keys)
    if used in keys:
        assert box.open("w", "c", sealed) == secrets
        assert box.is_newest(sealed) == (keys[0] == used)
    else:
        with pytest.raises(SecretsError, match="OMNITRACKIQ_ENCRYPTION_KEYS"):
            box.open("w", "c", sealed)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_an_altered_text_is_refused(place: int, change: int) -> None:
    box = SecretBox(KEYS[:1])
    sealed = bytearray(base64.urlsafe_b64decode(box.seal("w", "c", {"token": "canary"})))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SecretsError):
        box.open("w", "c", base64.urlsafe_b64encode(bytes(sealed)).decode())


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAA", "ä" * 50])
def test_anything_else_is_refused(sealed: str) -> None:
    with pytest.raises(SecretsError):
        SecretBox(KEYS).open("w", "c", sealed)


def test_neither_keys_nor_secrets_show() -> None:
    box = SecretBox(KEYS[:1])
    assert KEYS[0] not in repr(box)
    assert "canary" not in box.seal("w", "c", {"token": "canary"})


def test_equal_secrets_do_not_look_equal() -> None:
    box = SecretBox(KEYS[:1])
    assert box.seal("w", "c", {"token": "x"}) != box.seal("w", "c", {"token": "x"})
