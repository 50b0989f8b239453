"""A shopper's hash means nothing outside its workspace."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.warehouse.hashing import workspace_hash_key

IDS = st.from_regex(r"[a-z0-9-]{3,40}", fullmatch=True)


@given(st.text(min_size=1), IDS, st.text(min_size=1), IDS)
def test_keys_are_equal_exactly_for_the_same_installation_and_workspace(
    pii_key: str, workspace_id: str, other_key: str, other_id: str
) -> None:
    key = workspace_hash_key(pii_key, workspace_id)
    assert len(key) == 32
    assert (key == workspace_hash_key(other_key, other_id)) == ((pii_key, workspace_id) == (other_key, other_id))


def test_the_derivation_is_hkdf_so_that_hashes_stay_the_same_for_good() -> None:
    extracted = hmac.digest(bytes(32), b"key", "sha256")
    expected = hmac.digest(extracted, b"omnitrackiq shopper hash\x00demo-1\x01", "sha256")
    assert workspace_hash_key("key", "demo-1") == expected
