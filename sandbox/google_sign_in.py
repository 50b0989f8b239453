"""Google's OAuth 2.0 token endpoint, shared by Google Ads and Google Analytics.

Access tokens are signed and carry their own end, so that they outlive a restart of the sandbox as real ones would.
They live an hour of real time and die at once with the grant behind them. Service accounts exist beside users: their
key file comes from ``/_sandbox/google/service-accounts/<workspace>`` and holds for this process.
"""

import base64
import enum
import functools
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext

LIFETIME_SECONDS = 3599
SCOPES = {
    "google_ads": "https://www.googleapis.com/auth/adwords",
    "ga4": "https://www.googleapis.com/auth/analytics.readonly",
}
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SERVICE_ACCOUNT_DOMAIN = "@sandbox.iam.gserviceaccount.com"


class TokenState(enum.Enum):
    """What became of an access token."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class GrantError(Exception):
    """A token request that Google refuses, as HTTP status and OAuth error code."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": code, "error_description": description}


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The token endpoint under both of its addresses, and the key files of service accounts."""

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        try:
            source, workspace_id = _granted(context, form)
        except GrantError as refusal:
            return JSONResponse(refusal.body, status_code=refusal.status)
        told = {
            "access_token": issue(context, source, workspace_id),
            "expires_in": LIFETIME_SECONDS,
            "scope": SCOPES[source],
            "token_type": "Bearer",
        }
        if form.get("grant_type") == "authorization_code":
            told["refresh_token"] = context.credentials.token(source, workspace_id)
        return JSONResponse(told)

    async def key_file(request: Request) -> Response:
        address = f"{request.url.scheme}://{request.url.netloc}/token"
        return JSONResponse(_key_file(request.path_params["workspace_id"], address))

    return [
        Route("/token", token, methods=["POST"]),
        Route("/oauth2/v3/token", token, methods=["POST"]),
        Route("/_sandbox/google/service-accounts/{workspace_id}", key_file),
    ]


def issue(context: SandboxContext, source: str, workspace_id: str, expires_at: float | None = None) -> str:
    """A new access token of a workspace's grant for ``source``, by default for an hour from now."""
    ends = expires_at if expires_at is not None else time.time() + LIFETIME_SECONDS
    payload = base64.urlsafe_b64encode(f"{source} {workspace_id} {int(ends)}".encode()).decode().rstrip("=")
    return f"ya29.{payload}.{_signature(context, payload)}"


def bearer_state(context: SandboxContext, request: Request, source: str) -> tuple[TokenState, str | None]:
    """What the request's access token for ``source`` is worth, and the workspace behind a good one."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    prefix, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    if prefix != "ya29" or not hmac.compare_digest(signature, _signature(context, payload)):
        return TokenState.UNKNOWN, None
    granted_source, workspace_id, ends = base64.urlsafe_b64decode(payload + "==").decode().split()
    if granted_source != source:
        return TokenState.UNKNOWN, None
    if context.credentials.is_revoked(source, workspace_id):
        return TokenState.REVOKED, None
    if int(ends) <= time.time():
        return TokenState.EXPIRED, None
    return TokenState.GOOD, workspace_id


def _granted(context: SandboxContext, form: dict[str, str]) -> tuple[str, str]:
    """The source and workspace that a token request is for; raises GrantError."""
    if context.replay:
        return "google_ads", "replay"
    if form.get("grant_type") == _JWT_GRANT:
        return _service_account_grant(context, form.get("assertion", ""))
    if form.get("grant_type") not in ("refresh_token", "authorization_code"):
        raise GrantError(400, "unsupported_grant_type", "Invalid grant_type.")
    known = context.credentials
    if form.get("client_id") != known.google_client_id or form.get("client_secret") != known.google_client_secret:
        raise GrantError(401, "invalid_client", "The OAuth client was not found.")
    if form["grant_type"] == "authorization_code":
        return _code_grant(context, form)
    for source in SCOPES:
        if workspace_id := known.resolve(source, form.get("refresh_token", "")):
            return source, workspace_id
    raise GrantError(400, "invalid_grant", "Token has been expired or revoked.")


def _code_grant(context: SandboxContext, form: dict[str, str]) -> tuple[str, str]:
    consent = context.codes.take(
        form.get("code", ""), form["client_id"], form.get("redirect_uri", ""), form.get("code_verifier")
    )
    if consent is None or consent.source not in SCOPES:
        raise GrantError(400, "invalid_grant", "Malformed auth code.")
    return consent.source, consent.workspace_id


def _service_account_grant(context: SandboxContext, assertion: str) -> tuple[str, str]:
    try:
        claims = jwt.decode(assertion, certs=_public_key())
    except ValueError as error:
        raise GrantError(400, "invalid_grant", f"Invalid JWT: {error}") from error
    workspace_id = str(claims.get("iss", "")).removesuffix(_SERVICE_ACCOUNT_DOMAIN)
    source = next((name for name, scope in SCOPES.items() if scope in str(claims.get("scope")).split()), None)
    if source is None:
        raise GrantError(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    is_known = any(workspace.workspace_id == workspace_id for workspace in context.market.workspaces)
    if not is_known or context.credentials.is_revoked(source, workspace_id):
        raise GrantError(400, "invalid_grant", "Invalid grant: account not found")
    return source, workspace_id


def _key_file(workspace_id: str, token_address: str) -> dict[str, Any]:
    """A service account key as Google hands it out."""
    return {
        "type": "service_account",
        "project_id": "sandbox",
        "private_key_id": "sandbox",
        "private_key": _private_key()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode(),
        "client_email": f"{workspace_id}{_SERVICE_ACCOUNT_DOMAIN}",
        "token_uri": token_address,
    }


@functools.cache
def _private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _public_key() -> bytes:
    public = _private_key().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _signature(context: SandboxContext, payload: str) -> str:
    secret = context.credentials.google_client_secret.encode()
    return hmac.new(secret, payload.encode(), hashlib.sha256).hexdigest()[:32]
