"""``/admin/oauth/access_token``: tokens by client credentials, and what a token may do."""

import secrets
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sandbox.context import SandboxContext
from sandbox.credentials import shopify_client_id, shopify_client_secret
from sandbox.shopify.admin_api import AdminApi, answer
from sandbox.shopify.bucket import Bucket
from sandbox.shopify.bulk_desk import BulkFault
from sandbox.shopify.projection import GUARDED_FIELDS

TOKEN_SECONDS = 86_399
EXPIRING_SECONDS = 3_600
REFRESH_SECONDS = 7_776_000


class TokenDesk:
    """Gives out tokens to the app of each shop, whose id and secret are ``client_id`` and ``client_secret``."""

    def __init__(self, context: SandboxContext, api: AdminApi) -> None:
        self._context = context
        self._api = api
        self._current: dict[str, str] = {}
        self._refreshable: dict[str, str] = {}

    async def grant(self, request: Request) -> Response:
        """Tokens for the code of a consent, for a refresh token, or for an app's own credentials."""
        asked = await _fields(request)
        if asked.get("client_id") == shopify_client_id():
            return self._public_app(asked)
        domain = request.path_params.get("shop_domain") or request.headers.get("host", "").split(":")[0]
        workspace_id = self._api.shop_with_domain(domain) or self._workspace_of(asked.get("client_id"))
        if workspace_id is None or asked.get("client_id") != client_id(workspace_id):
            return _refusal("application_cannot_be_found", "The app was not found.")
        if asked.get("client_secret") != client_secret(workspace_id):
            return _refusal("invalid_client", "The client secret is wrong.")
        if asked.get("grant_type") != "client_credentials":
            return _refusal("unsupported_grant_type", "An app of one shop has its credentials only.")
        token = f"shpat_{secrets.token_hex(16)}"
        self._context.credentials.lend("shopify", workspace_id, token, TOKEN_SECONDS)
        scope = ",".join(sorted(self._api.desk(workspace_id).scopes))
        return answer({"access_token": token, "scope": scope, "expires_in": TOKEN_SECONDS}, 200, {})

    def _public_app(self, asked: dict[str, Any]) -> Response:
        """An expiring token with a refresh token that works once."""
        if asked.get("client_secret") != shopify_client_secret():
            return _refusal("invalid_client", "The client secret is wrong.")
        if asked.get("grant_type") == "refresh_token":
            workspace_id = self._refreshable.pop(str(asked.get("refresh_token")), None)
        else:
            consent = self._context.codes.take(str(asked.get("code")), shopify_client_id())
            workspace_id = consent.workspace_id if consent and str(asked.get("expiring")) == "1" else None
        if workspace_id is None:
            return _refusal("invalid_request", "The code, or the refresh token, was not found or was already used.")
        self._context.credentials.recall(self._current.pop(workspace_id, ""))
        access, refresh = f"shpat_{secrets.token_hex(16)}", f"shprt_{secrets.token_hex(16)}"
        self._context.credentials.lend("shopify", workspace_id, access, EXPIRING_SECONDS)
        self._current[workspace_id], self._refreshable[refresh] = access, workspace_id
        return answer(
            {
                "access_token": access,
                "scope": ",".join(sorted(self._api.desk(workspace_id).scopes)),
                "expires_in": EXPIRING_SECONDS,
                "refresh_token": refresh,
                "refresh_token_expires_in": REFRESH_SECONDS,
            },
            200,
            {},
        )

    async def set_scopes(self, request: Request) -> Response:
        """Sandbox only: ``{"workspace_id", "scopes": [...]}`` decides what a shop's token may read."""
        asked = await request.json()
        self._api.desk(asked["workspace_id"]).scopes = frozenset(asked["scopes"])
        return answer({"ok": True}, 200, {})

    async def set_withheld(self, request: Request) -> Response:
        """Sandbox only: ``{"workspace_id", "fields": ["Order.email"]}`` are refused to the app whatever its scopes."""
        asked = await request.json()
        places = frozenset(tuple(field.split(".")) for field in asked["fields"])
        if unknown := places - GUARDED_FIELDS:
            return answer({"error": f"These fields cannot be withheld: {sorted(unknown)}."}, 400, {})
        self._api.desk(asked["workspace_id"]).withheld = places
        return answer({"ok": True}, 200, {})

    async def set_limits(self, request: Request) -> Response:
        """Sandbox only: ``{"workspace_id", "maximum_available", "restore_rate"}`` sets a shop's bucket."""
        asked = await request.json()
        self._api.desk(asked["workspace_id"]).bucket = Bucket(asked["maximum_available"], asked["restore_rate"])
        return answer({"ok": True}, 200, {})

    async def plan_bulk(self, request: Request) -> Response:
        """Sandbox only: ``{"workspace_id", "faults": [...]}`` says how a shop's next bulk operations go."""
        asked = await request.json()
        try:
            faults = [BulkFault(**fault) for fault in asked["faults"]]
        except TypeError as error:
            return answer({"error": f"This fault cannot be planned: {error}."}, 400, {})
        self._api.desk(asked["workspace_id"]).bulk.faults[:] = faults
        return answer({"ok": True}, 200, {})

    def _workspace_of(self, asked: Any) -> str | None:
        workspaces = (workspace.workspace_id for workspace in self._context.market.workspaces)
        return next((found for found in workspaces if client_id(found) == asked), None)


def client_id(workspace_id: str) -> str:
    """The client id of the app installed in a workspace's shop."""
    return f"app-{workspace_id}"


def client_secret(workspace_id: str) -> str:
    """The client secret that goes with ``client_id``."""
    return f"shpss_sandbox_{workspace_id}"


async def _fields(request: Request) -> dict[str, Any]:
    """The body, JSON or form."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            return {}
        return body if isinstance(body, dict) else {}
    return dict(parse_qsl((await request.body()).decode()))


def _refusal(code: str, description: str) -> Response:
    return answer({"error": code, "error_description": description}, 400, {})
