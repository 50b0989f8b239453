"""The screens themselves: a form that asks which invented business signs in, and a redirect with the answer."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.codes import Consent
from sandbox.context import SandboxContext
from sandbox.credentials import shopify_client_id, shopify_client_secret
from sandbox.google_sign_in import SCOPES

_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ platform }} sandbox</title>
<style>:root { color-scheme: light dark; } body { max-width: 26rem; margin: 12vh auto; padding: 0 1rem;
font: 1rem/1.5 system-ui, sans-serif; } button, select { font: inherit; padding: .5rem .8rem; }</style>
<h1>{{ platform }}</h1>
<p>{{ app }} asks for read access: {{ wants }}.</p>
<form method="post">
{% if workspaces | length > 1 %}
<p><label>Sign in as <select name="workspace">{% for each in workspaces %}
<option value="{{ each.workspace_id }}">{{ each.name }}</option>{% endfor %}</select></label></p>
{% else %}
<p>You are signed in as {{ workspaces[0].name }}.</p>
<input type="hidden" name="workspace" value="{{ workspaces[0].workspace_id }}">
{% endif %}
<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button>
</form>
""")


class Screens:
    """Consent over the workspaces of one market; apps may be sent back to this machine only."""

    def __init__(self, context: SandboxContext) -> None:
        self._context = context

    async def google(self, request: Request) -> Response:
        """Google's screen: one scope decides for which product."""
        asked = request.query_params
        source = next((name for name, scope in SCOPES.items() if scope in asked.get("scope", "").split()), None)
        if asked.get("client_id") != self._context.credentials.google_client_id:
            return PlainTextResponse("Error 401: invalid_client", 401)
        if source is None or asked.get("response_type") != "code":
            return PlainTextResponse("Error 400: invalid_request", 400)
        offline = asked.get("access_type") == "offline"
        if not offline or asked.get("code_challenge_method", "S256") != "S256":
            return PlainTextResponse("Error 400: this sandbox grants offline access with S256 only", 400)
        return await self._answer(
            request, "Google", source, asked["client_id"], wants=SCOPES[source], challenge=asked.get("code_challenge")
        )

    async def meta(self, request: Request) -> Response:
        """Meta's dialog."""
        asked = request.query_params
        if asked.get("client_id") != self._context.credentials.meta_app_id:
            return PlainTextResponse("Invalid App ID", 400)
        return await self._answer(
            request, "Meta", "facebook_ads", asked["client_id"], asked.get("scope", ""), asked.get("code_challenge")
        )

    async def tiktok(self, request: Request) -> Response:
        """TikTok's portal, which calls the code ``auth_code``."""
        asked = request.query_params
        if asked.get("app_id") != self._context.credentials.tiktok_app_id:
            return PlainTextResponse("Invalid app_id", 400)
        return await self._answer(request, "TikTok", "tiktok_ads", asked["app_id"], "ads and reports")

    async def shopify(self, request: Request) -> Response:
        """A shop's screen; who looks at it owns that shop."""
        asked = request.query_params
        domain = request.path_params.get("shop_domain") or request.headers.get("host", "").split(":")[0]
        market = self._context.market
        owners = [each.workspace_id for each in market.workspaces if market.shop(each.workspace_id).domain == domain]
        if not owners or asked.get("client_id") != shopify_client_id():
            return PlainTextResponse("The app or the shop was not found.", 404)
        return await self._answer(
            request, "Shopify", "shopify", asked["client_id"], asked.get("scope", ""), only=owners
        )

    async def _answer(
        self,
        request: Request,
        platform: str,
        source: str,
        client_id: str,
        wants: str = "",
        challenge: str | None = None,
        only: list[str] | None = None,
    ) -> Response:
        target = request.query_params.get("redirect_uri", "")
        if urlsplit(target).hostname not in ("127.0.0.1", "localhost"):
            return PlainTextResponse("The redirect_uri is not one of this machine's.", 400)
        workspaces = [each for each in self._context.market.workspaces if only is None or each.workspace_id in only]
        if request.method == "GET":
            page = _PAGE.render(platform=platform, app="OmniTrackIQ", wants=wants, workspaces=workspaces)
            return HTMLResponse(page)
        form = dict(parse_qsl((await request.body()).decode()))
        state = {"state": request.query_params.get("state", "")}
        chosen = form.get("workspace", "")
        if form.get("answer") != "allow" or chosen not in [each.workspace_id for each in workspaces]:
            return _back(target, {"error": "access_denied", **state})
        code = self._context.codes.give(Consent(source, chosen, client_id, target, challenge))
        return _back(target, self._granted(source, chosen, code) | state)

    def _granted(self, source: str, workspace_id: str, code: str) -> dict[str, str]:
        match source:
            case "tiktok_ads":
                return {"auth_code": code, "code": code}
            case "shopify":
                return {"code": code, "shop": self._context.market.shop(workspace_id).domain}
            case _:
                return {"code": code}


def _back(target: str, answer: Mapping[str, str]) -> Response:
    signed = dict(answer)
    if "shop" in signed:
        signed |= {"timestamp": str(int(time.time()))}
        message = urlencode(sorted(signed.items()))
        signed["hmac"] = hmac.new(shopify_client_secret().encode(), message.encode(), hashlib.sha256).hexdigest()
    return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{urlencode(signed)}", 303)
