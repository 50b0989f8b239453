"""The HTTP side of TikTok's API: every answer is HTTP 200 with a code, a message and a request id."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from sandbox.context import SandboxContext
from sandbox.json_answer import JsonAnswer
from sandbox.tiktok_ads.errors import (
    ApiError,
    bad_code,
    bad_parameter,
    dead_token,
    no_token,
    unknown_path,
    unknown_version,
)
from sandbox.tiktok_ads.parameters import Parameters

VERSION = "v1.3"
WITHOUT_SLASH = {"user/info"}
"""Paths that the platform also answers without their last slash."""


class Answers(Protocol):
    """The ``data`` for a path and its parameters, within one workspace; raises ApiError."""

    def answer(self, workspace_id: str, path: str, parameters: Parameters) -> dict[str, Any]: ...


class TikTokServer:
    """Serves ``answers`` to whoever shows a token of a workspace."""

    def __init__(self, context: SandboxContext, answers: Answers) -> None:
        self._context = context
        self._answers = answers
        self._numbers = count(1)

    async def serve(self, request: Request) -> Response:
        """Any path below ``/open_api/``."""
        try:
            data = self._data(request, await _parameters(request))
        except ApiError as fault:
            return self._envelope(fault.code, fault.message, {})
        return self._envelope(0, "OK", data)

    def _data(self, request: Request, parameters: Parameters) -> dict[str, Any]:
        version, path = request.path_params["version"], request.path_params["path"]
        if version != VERSION:
            raise unknown_version(version)
        if not path.endswith("/") and path not in WITHOUT_SLASH:
            raise unknown_path(path)
        if path == "oauth2/access_token/":
            return self._token_for_code(parameters)
        token = request.headers.get("access-token", "")
        if not token:
            raise no_token()
        # Recorded records are for everybody.
        replaying = self._context.replay is not None
        workspace_id = "replay" if replaying else self._context.credentials.resolve("tiktok_ads", token)
        if workspace_id is None:
            raise dead_token()
        return self._answers.answer(workspace_id, path.rstrip("/"), parameters)

    def _token_for_code(self, parameters: Parameters) -> dict[str, Any]:
        known = self._context.credentials
        consent = self._context.codes.take(parameters.text("auth_code"), parameters.text("app_id"))
        if consent is None or parameters.text("secret") != known.tiktok_app_secret:
            raise bad_code()
        accounts = self._context.market.ad_accounts(consent.workspace_id, "tiktok_ads")
        return {
            "access_token": known.tiktok_token(consent.workspace_id),
            "advertiser_ids": [account.account_id for account in accounts],
            "scope": [4],
        }

    def _envelope(self, code: int, message: str, data: Mapping[str, Any]) -> Response:
        moment = self._context.clock.now().strftime("%Y%m%d%H%M%S")
        request_id = f"{moment}0102450123{next(self._numbers):010}"
        return JsonAnswer({"code": code, "message": message, "request_id": request_id, "data": data})


async def _parameters(request: Request) -> Parameters:
    values: dict[str, Any] = dict(request.query_params.items())
    body = await request.body()
    if body:
        try:
            members = json.loads(body)
        except json.JSONDecodeError as error:
            raise bad_parameter("The body is not valid JSON.") from error
        if isinstance(members, dict):
            values |= members
    return Parameters(values)


Endpoint = Callable[[str, Parameters], dict[str, Any]]


def dispatch(endpoints: Mapping[str, Endpoint], path: str) -> Endpoint:
    """The endpoint for ``path`` (without slashes at its ends)."""
    if path not in endpoints:
        raise unknown_path(path)
    return endpoints[path]
