"""The HTTP side of the Graph API: versions, tokens, batches, envelopes and headers."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sandbox.context import SandboxContext
from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.errors import (
    GraphError,
    bad_parameter,
    dead_token,
    no_token,
    retired_version,
    unknown_path,
)
from sandbox.facebook_ads.usage import Usage
from sandbox.json_answer import JsonAnswer

OLDEST_VERSION = 24
NEWEST_VERSION = 26
BATCH_LIMIT = 50
TOKEN_LIFETIME_SECONDS = 5183944
SHORT_LIFETIME_SECONDS = 5400


class Answers(Protocol):
    """What the server asks: the body for a call of a workspace, and the account that the call counts on."""

    def answer(self, workspace_id: str, call: Call) -> tuple[dict[str, Any], str | None]: ...


class GraphServer:
    """Serves ``answers`` to whoever shows a token of a workspace."""

    def __init__(self, context: SandboxContext, answers: Answers) -> None:
        self._context = context
        self._answers = answers
        self._usage = Usage()

    async def versioned(self, request: Request) -> Response:
        """Any path below ``/v<major>.0/``."""
        return self._serve(await _call(request, f"v{request.path_params['major']}.0", request.path_params["path"]))

    async def batch_root(self, request: Request) -> Response:
        """A batch posted to the bare host; it runs in the newest version."""
        return self._serve(await _call(request, f"v{NEWEST_VERSION}.0", ""))

    async def debug_token(self, request: Request) -> Response:
        """Introspection: what a token is and whether it still works."""
        call = await _call(request, f"v{NEWEST_VERSION}.0", "debug_token")
        if not call.token:
            return _failure(no_token(), call)
        return JsonAnswer({"data": self._inspect(call.params.get("input_token", ""))})

    async def access_token(self, request: Request) -> Response:
        """Exchange of a code for a token, and of a live token for a long-lived one, which is the same here."""
        call = await _call(request, f"v{NEWEST_VERSION}.0", "oauth/access_token")
        if "code" in call.params:
            return self._token_for_code(call)
        if call.params.get("grant_type") != "fb_exchange_token":
            return _failure(bad_parameter("Missing grant_type parameter."), call)
        token = call.params.get("fb_exchange_token", "")
        if self._workspace(token) is None:
            return _failure(dead_token(), call)
        return JsonAnswer({"access_token": token, "token_type": "bearer", "expires_in": TOKEN_LIFETIME_SECONDS})

    def _token_for_code(self, call: Call) -> Response:
        known, given = self._context.credentials, call.params
        consent = self._context.codes.take(
            given["code"], given.get("client_id", ""), given.get("redirect_uri", ""), given.get("code_verifier")
        )
        if consent is None or given.get("client_secret") != known.meta_app_secret:
            return _failure(bad_parameter("This authorization code has been used or is invalid."), call)
        token = known.facebook_token(consent.workspace_id)
        return JsonAnswer({"access_token": token, "token_type": "bearer", "expires_in": SHORT_LIFETIME_SECONDS})

    def _workspace(self, token: str) -> str | None:
        """The token's workspace; recorded records are for everybody."""
        if self._context.replay:
            return "replay"
        return self._context.credentials.resolve("facebook_ads", token)

    def _inspect(self, token: str) -> dict[str, Any]:
        workspace_id = self._workspace(token)
        if workspace_id is None:
            error = dead_token()
            fault = {"code": error.code, "subcode": error.subcode, "message": error.message}
            return {"is_valid": False, "scopes": [], "error": fault}
        expires = int(self._context.clock.now().timestamp()) + TOKEN_LIFETIME_SECONDS
        return {
            "app_id": "119211728144504",
            "type": "USER",
            "application": "OmniTrackIQ",
            "is_valid": True,
            "expires_at": expires,
            "data_access_expires_at": expires,
            "scopes": ["ads_read", "business_management"],
            "user_id": f"10{workspace_id}",
        }

    def _serve(self, call: Call) -> Response:
        if not call.path and "batch" in call.params:
            return self._batch(call)
        return self._one(call)

    def _one(self, call: Call) -> Response:
        try:
            _check_version(call.version)
            if not call.token:
                raise no_token()
            workspace_id = self._workspace(call.token)
            if workspace_id is None:
                raise dead_token()
            body, account_id = self._answers.answer(workspace_id, call)
        except GraphError as error:
            return _failure(error, call)
        return JsonAnswer(body, headers=self._usage.headers(account_id))

    def _batch(self, call: Call) -> Response:
        try:
            _check_version(call.version)
            items = call.json("batch")
            if not isinstance(items, list) or not 0 < len(items) <= BATCH_LIMIT:
                raise bad_parameter(f"Batch must hold between 1 and {BATCH_LIMIT} requests.")
        except GraphError as error:
            return _failure(error, call)
        answers = [self._one(_batch_item(call, item)) for item in items]
        return JsonAnswer(
            [
                {
                    "code": answer.status_code,
                    "headers": [{"name": name, "value": value} for name, value in answer.headers.items()],
                    "body": bytes(answer.body).decode(),
                }
                for answer in answers
            ]
        )


async def _call(request: Request, version: str, path: str) -> Call:
    params = {str(name): str(value) for name, value in request.query_params.items()}
    if request.method == "POST":
        form = await request.form()
        params |= {name: value for name, value in form.items() if isinstance(value, str)}
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return Call(request.method, version, _segments(path), params, params.get("access_token") or bearer, origin)


def _batch_item(call: Call, item: Mapping[str, Any]) -> Call:
    parts = urlsplit(str(item.get("relative_url", "")))
    params = dict(parse_qsl(parts.query, keep_blank_values=True))
    params |= dict(parse_qsl(str(item.get("body", "")), keep_blank_values=True))
    path = _segments(parts.path)
    if path and path[0] == call.version:
        path = path[1:]
    token = params.get("access_token") or call.token
    return Call(str(item.get("method", "GET")).upper(), call.version, path, params, token, call.origin)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)


def _check_version(version: str) -> None:
    major = int(version.removeprefix("v").split(".")[0])
    if major < OLDEST_VERSION:
        raise retired_version(f"v{NEWEST_VERSION}.0")
    if major > NEWEST_VERSION:
        raise unknown_path()


def _failure(error: GraphError, call: Call) -> Response:
    trace = "A" + sha256(repr((call.path, error.code, error.subcode)).encode()).hexdigest()[:22]
    return JsonAnswer(error.envelope(trace), status_code=error.status)
