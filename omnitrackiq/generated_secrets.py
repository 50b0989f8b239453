"""Secrets that development makes by itself, once, and keeps in files that only their owner may read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr


def generated_secret(path: Path, make: Callable[[], str]) -> SecretStr:
    """The secret kept at ``path``, made there by ``make`` when there is none; the same for all who ask at once.

    Raises OSError when the file can be neither read nor made.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        _keep(path, make())
    return SecretStr(path.read_text(encoding="utf-8"))


def new_secret() -> str:
    """A text with 256 random bits."""
    return secrets.token_urlsafe(32)


def new_encryption_key() -> str:
    """A new Fernet key."""
    return Fernet.generate_key().decode()


def _keep(path: Path, secret: str) -> None:
    """Put ``secret`` at ``path`` in one step; whoever was first there wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
