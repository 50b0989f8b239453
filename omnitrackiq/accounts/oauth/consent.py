"""What all platforms have in common: an app, a request for consent, its answer, and what that is exchanged for."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from omnitrackiq.accounts.errors import AccountsError

_TIMEOUT_SECONDS = 20


class ConsentError(AccountsError):
    """No access came of it: consent was refused, the answer is not what was asked for, or the platform is away."""


class PlatformAwayError(ConsentError):
    """The platform cannot be asked right now; nothing was used up."""


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The installation's app on a platform; ``base_url`` stands in for the platform's own addresses."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """One request: where the browser comes back to, and what only the one who asked knows.

    ``config`` holds settings that the platform's address needs, such as the shop.
    """

    redirect_uri: str
    state: str
    verifier: str = field(repr=False)
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def challenge(self) -> str:
        """The verifier's digest (PKCE, S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Granted:
    """What consent came to: the secrets of a connection, and after how many seconds they end (None: they do not)."""

    secrets: dict[str, str] = field(repr=False)
    lasts_seconds: int | None = None


class Provider(Protocol):
    """A platform's way from consent to secrets."""

    def consent_url(self, asked: ConsentRequest) -> str:
        """Where to send the browser."""

    def granted(self, asked: ConsentRequest, answer: Mapping[str, str]) -> Granted:
        """What the platform gives for what the browser brought back; raises ConsentError."""


def new_request(redirect_uri: str, config: Mapping[str, Any]) -> ConsentRequest:
    """A request that nobody can guess."""
    return ConsentRequest(redirect_uri, secrets.token_urlsafe(24), secrets.token_urlsafe(48), dict(config))


def code_in(answer: Mapping[str, str], name: str = "code") -> str:
    """The code that the browser brought back; raises ConsentError."""
    if answer.get("error"):
        raise ConsentError("Access was not granted, so nothing was connected.")
    if not answer.get(name):
        raise ConsentError("The platform sent no code back: begin again.")
    return answer[name]


def ask_platform(platform: str, method: str, url: str, **request: Any) -> dict[str, Any]:
    """The JSON object of the platform's answer to a token request; raises ConsentError or PlatformAwayError."""
    try:
        response = httpx.request(method, url, timeout=_TIMEOUT_SECONDS, follow_redirects=False, **request)
        body = response.json()
    except (httpx.HTTPError, ValueError):
        raise PlatformAwayError(f"{platform} does not answer as it should: try again in a few minutes.") from None
    if response.status_code >= 500:
        raise PlatformAwayError(f"{platform} has a fault of its own: try again in a few minutes.")
    if response.status_code >= 400 or not isinstance(body, dict):
        raise ConsentError(f"{platform} did not accept the code, which works once and for minutes only: begin again.")
    return body


def secret_in(platform: str, body: Mapping[str, Any], name: str) -> str:
    """A secret in a platform's answer; raises ConsentError."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ConsentError(f"{platform} granted no lasting access: remove the app there, then begin again.")
    return value


def seconds_in(body: Mapping[str, Any], name: str) -> int | None:
    """A span of time in a platform's answer, where it names one."""
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
