"""Authorisation codes: given out by a consent screen, good once, for ten minutes, for the app that asked."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass

_LIFETIME_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to: which source of which workspace, for which app, and what its exchange must repeat."""

    source: str
    workspace_id: str
    client_id: str
    redirect_uri: str
    challenge: str | None = None


class Codes:
    """The codes that are open."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Consent, float]] = {}

    def give(self, consent: Consent) -> str:
        """A new code for ``consent``."""
        code = secrets.token_urlsafe(24)
        self._open[code] = (consent, time.time() + _LIFETIME_SECONDS)
        return code

    def take(
        self, code: str, client_id: str, redirect_uri: str | None = None, verifier: str | None = None
    ) -> Consent | None:
        """The consent behind a code, which is used up whatever comes of it; None when anything does not fit.

        ``redirect_uri`` and ``verifier`` (PKCE, S256) count where the platform asks for them.
        """
        consent, ends = self._open.pop(code, (None, 0.0))
        if consent is None or ends < time.time() or consent.client_id != client_id:
            return None
        if redirect_uri is not None and consent.redirect_uri != redirect_uri:
            return None
        if consent.challenge is not None and consent.challenge != _challenge(verifier or ""):
            return None
        return consent


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
