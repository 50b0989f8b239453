"""Secrets at rest: encrypted with rotating keys and bound to the connection that owns them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from omnitrackiq.accounts.errors import SecretsError

_UNREADABLE = "its key is not among OMNITRACKIQ_ENCRYPTION_KEYS; add that key again, or enter the secrets anew"


@dataclass(frozen=True, slots=True)
class SecretBox:
    """Seals and opens secrets. The newest key comes first and seals; every key opens.

    ``keys`` are Fernet keys (32 bytes, URL-safe base64).
    """

    keys: Sequence[str] = field(repr=False)

    def seal(self, workspace_id: str, connection_id: str, secrets: Mapping[str, str]) -> str:
        """``secrets`` as a text that only this box opens, and only for this connection."""
        plain = {"workspace_id": workspace_id, "connection_id": connection_id, "secrets": dict(secrets)}
        return self._fernet().encrypt(json.dumps(plain).encode()).decode()

    def open(self, workspace_id: str, connection_id: str, sealed: str) -> dict[str, str]:
        """The secrets that ``seal`` was given.

        Raises SecretsError when no key fits, the text was altered, or it was sealed for another connection.
        """
        try:
            plain = json.loads(self._fernet().decrypt(sealed.encode()))
        except (InvalidToken, UnicodeEncodeError):
            raise SecretsError(f"The secrets of {connection_id} cannot be read: {_UNREADABLE}.") from None
        if (plain["workspace_id"], plain["connection_id"]) != (workspace_id, connection_id):
            raise SecretsError(f"The secrets of {connection_id} belong to another connection: enter them anew.")
        return {str(name): str(value) for name, value in plain["secrets"].items()}

    def is_newest(self, sealed: str) -> bool:
        """Whether ``sealed`` was made with the newest key."""
        try:
            Fernet(self.keys[0]).decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys])
