"""The rules that settings must keep, as functions of a value."""

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import SecretStr

if TYPE_CHECKING:
    from omnitrackiq.settings import Settings

_SHORTEST_SECRET = 32
_SAFE_PASSWORD_COST = 12
_KEY_HINT = ".env.example tells how to make one"


def comma_list(value: Any) -> Any:
    """A text "a, b" as its parts; anything else as it is."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def fernet_keys(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """``keys`` themselves; raises ValueError with the place of one that is no Fernet key."""
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key.get_secret_value())
        except ValueError:
            raise ValueError(f"key {place} is not 32 bytes in URL-safe base64") from None
    return keys


def networks(proxies: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """``proxies`` themselves, None where nothing is said, empty for the word none.

    Raises ValueError unless all are addresses or networks.
    """
    if proxies == ("none",):
        return ()
    for proxy in proxies or ():
        try:
            ip_network(proxy)
        except ValueError:
            raise ValueError(f"{proxy} is neither an address nor a network such as 10.0.0.0/8, nor none") from None
    return proxies or None


def web_address(url: str | None) -> str | None:
    """``url`` without its last slash; raises ValueError unless it is plain http or https."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("it is not an address such as https://example.com")
    return url.rstrip("/")


def production_faults(settings: "Settings") -> list[str]:
    """What keeps ``settings`` from production, each as the variable and what to do."""
    faults = []
    secret, hashing = settings.secret_key.get_secret_value(), settings.pii_key.get_secret_value()
    for variable, value in (("OMNITRACKIQ_SECRET_KEY", secret), ("OMNITRACKIQ_PII_KEY", hashing)):
        if not value:
            faults.append(f"{variable} is missing in production ({_KEY_HINT})")
        elif len(value) < _SHORTEST_SECRET or len(set(value)) < _SHORTEST_SECRET // 4:
            faults.append(f"{variable} is too easy to guess for production ({_KEY_HINT})")
    if secret and secret == hashing:
        faults.append("OMNITRACKIQ_SECRET_KEY and OMNITRACKIQ_PII_KEY must differ")
    if not settings.encryption_keys:
        faults.append(f"OMNITRACKIQ_ENCRYPTION_KEYS is missing in production ({_KEY_HINT})")
    if settings.password_cost < _SAFE_PASSWORD_COST:
        faults.append(f"OMNITRACKIQ_PASSWORD_COST must be at least {_SAFE_PASSWORD_COST} in production")
    if urlsplit(settings.public_url).scheme != "https":
        faults.append("OMNITRACKIQ_PUBLIC_URL must start with https:// in production")
    if settings.trusted_proxies is None:
        faults.append(
            "OMNITRACKIQ_TRUSTED_PROXIES must name the proxy that ends TLS in production, as in 127.0.0.1, or all "
            "visitors share its address and its limits (none where visitors come with their own)"
        )
    return faults
