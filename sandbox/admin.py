"""The sandbox's own routes, under ``/_sandbox``: its clock, its workspaces, the truth, and misbehaviour on demand."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.credentials import SOURCES, shopify_client_id, shopify_client_secret
from sandbox.facebook_ads.replay import Recording as FacebookRecording
from sandbox.faults import Fault, Kind
from sandbox.ga4.export_api import PROJECT
from sandbox.google_ads.replay import Recording as GoogleRecording
from sandbox.tiktok_ads.replay import Recording as TikTokRecording
from sandbox.truth import truth

_CREDENTIAL = ("source", "workspace_id")


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The admin routes over one context; wrong input answers 400 with one sentence."""
    admin = _Admin(context)
    return [
        Route("/_sandbox/clock", admin.clock, methods=["GET", "POST"]),
        Route("/_sandbox/workspaces", admin.workspaces),
        Route("/_sandbox/apps", admin.apps),
        Route("/_sandbox/truth", admin.truth),
        Route("/_sandbox/revoke", admin.revoke, methods=["POST"]),
        Route("/_sandbox/restore", admin.restore, methods=["POST"]),
        Route("/_sandbox/faults", admin.faults, methods=["POST", "DELETE"]),
        Route("/_sandbox/requests", admin.requests),
    ]


class _Admin:
    def __init__(self, context: SandboxContext) -> None:
        self._context = context

    async def clock(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                moment = datetime.fromisoformat((await request.json())["now"])
                self._context.clock.set(moment)
            except (KeyError, TypeError, ValueError) as error:
                return PlainTextResponse(f"The clock cannot be set: {error}.", 400)
            self._context.market.extend(self._context.clock.now())
        return JSONResponse({"now": self._context.clock.now().isoformat()})

    def workspaces(self, _request: Request) -> Response:
        known = self._context.market.workspaces
        shown = known[:1] if self._context.replay else known
        return JSONResponse([self._described(each.workspace_id) for each in shown])

    def apps(self, _request: Request) -> Response:
        """The OAuth apps that the consent screens know, as the variables of an installation that uses them."""
        known = self._context.credentials
        return JSONResponse(
            {
                "GOOGLE_CLIENT_ID": known.google_client_id,
                "GOOGLE_CLIENT_SECRET": known.google_client_secret,
                "GOOGLE_ADS_DEVELOPER_TOKEN": known.developer_token,
                "META_APP_ID": known.meta_app_id,
                "META_APP_SECRET": known.meta_app_secret,
                "TIKTOK_APP_ID": known.tiktok_app_id,
                "TIKTOK_APP_SECRET": known.tiktok_app_secret,
                "SHOPIFY_CLIENT_ID": shopify_client_id(),
                "SHOPIFY_CLIENT_SECRET": shopify_client_secret(),
            }
        )

    def truth(self, _request: Request) -> Response:
        now = self._context.clock.now()
        self._context.market.extend(now)
        return JSONResponse(truth(self._context.market, now))

    async def revoke(self, request: Request) -> Response:
        try:
            self._context.credentials.revoke(*await self._credential(request))
        except ValueError as error:
            return PlainTextResponse(f"Nothing is revoked: {error}.", 400)
        return JSONResponse({"revoked": True})

    async def restore(self, request: Request) -> Response:
        try:
            self._context.credentials.restore(*await self._credential(request))
        except ValueError as error:
            return PlainTextResponse(f"Nothing is restored: {error}.", 400)
        return JSONResponse({"revoked": False})

    async def faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._context.faults.clear()
            return JSONResponse({"planned": None})
        try:
            fault = Fault(**await request.json())
            if fault.kind not in get_args(Kind):
                raise ValueError(f"its kind must be one of {', '.join(get_args(Kind))}")
        except (TypeError, ValueError) as error:
            return PlainTextResponse(f"This fault cannot be planned: {error}.", 400)
        self._context.faults.plan(fault)
        return JSONResponse({"planned": asdict(fault)})

    def requests(self, _request: Request) -> Response:
        return JSONResponse(dict(self._context.faults.requests))

    async def _credential(self, request: Request) -> tuple[str, str]:
        """The (source, workspace_id) that a request names; raises ValueError for ones that do not exist."""
        body = await request.json()
        source, workspace_id = (body.get(name) if isinstance(body, dict) else None for name in _CREDENTIAL)
        if source not in SOURCES:
            raise ValueError(f"source must be one of {', '.join(SOURCES)}")
        if workspace_id not in {each.workspace_id for each in self._context.market.workspaces}:
            raise ValueError("workspace_id names no workspace of this market")
        return source, workspace_id

    def _described(self, workspace_id: str) -> dict[str, Any]:
        workspace = next(each for each in self._context.market.workspaces if each.workspace_id == workspace_id)
        return {
            "workspace_id": workspace.workspace_id,
            "name": workspace.name,
            "currency": workspace.currency,
            "timezone": workspace.timezone,
            "connections": [
                {
                    "source": source,
                    "config": self._config(source, workspace_id),
                    "secrets": self._secrets(source, workspace_id),
                }
                for source in SOURCES
            ],
        }

    def _config(self, source: str, workspace_id: str) -> dict[str, Any]:
        market = self._context.market
        recorded = self._recorded_accounts(source)
        if recorded:
            return recorded
        match source:
            case "facebook_ads":
                accounts = market.ad_accounts(workspace_id, "facebook_ads")
                return {"account_ids": [account.account_id for account in accounts]}
            case "google_ads":
                accounts = market.ad_accounts(workspace_id, "google_ads")
                managers = {account.manager_id for account in accounts if account.manager_id}
                return {
                    "customer_ids": [
                        each.account_id
                        for each in accounts
                        if each.account_id not in managers and each.status == "active"
                    ],
                    "login_customer_id": min(managers),
                }
            case "tiktok_ads":
                accounts = market.ad_accounts(workspace_id, "tiktok_ads")
                return {"advertiser_ids": [account.account_id for account in accounts]}
            case "shopify":
                return {"shop": market.shop(workspace_id).domain}
            case _:
                # Only the first brand has linked its property to BigQuery, as few do; recordings hold no export.
                is_linked = workspace_id == market.workspaces[0].workspace_id and self._context.replay is None
                link = {"bigquery_project": PROJECT} if is_linked else {}
                return {"property_id": market.property(workspace_id).property_id, **link}

    def _recorded_accounts(self, source: str) -> dict[str, Any]:
        """The accounts whose records are replayed in place of the market's; none without a replay."""
        if self._context.replay is None:
            return {}
        match source:
            case "facebook_ads":
                return {"account_ids": FacebookRecording(self._context.replay).account_ids()}
            case "google_ads":
                return {"customer_ids": GoogleRecording(self._context.replay).customer_ids}
            case "tiktok_ads":
                return {"advertiser_ids": TikTokRecording(self._context.replay).advertiser_ids()}
            case _:
                return {}

    def _secrets(self, source: str, workspace_id: str) -> dict[str, str]:
        credentials = self._context.credentials
        token = credentials.token(source, workspace_id)
        if source not in ("google_ads", "ga4"):
            return {"access_token": token}
        secrets = {
            "refresh_token": token,
            "client_id": credentials.google_client_id,
            "client_secret": credentials.google_client_secret,
        }
        return secrets | ({"developer_token": credentials.developer_token} if source == "google_ads" else {})
