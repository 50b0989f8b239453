"""Keys for hashes of shoppers: one per workspace, so that a hash means nothing outside its workspace."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def workspace_hash_key(pii_key: str, workspace_id: str) -> bytes:
    """The 32-byte key of ``workspace_id``, derived from the installation's ``pii_key``; always the same for both."""
    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"omnitrackiq shopper hash\x00" + workspace_id.encode()
    )
    return derivation.derive(pii_key.encode())
