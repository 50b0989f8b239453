"""The troubles that a connection can have, by platform: how each comes about in the sandbox, and what to say of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.sandbox_server import SandboxServer

OWN, OTHER = 0, 1
ALL_SCOPES = ("read_orders", "read_all_orders", "read_customers", "read_products", "read_inventory", "read_reports")

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble of ``source`` by its ``name``: how it comes about, and the words that have to be said.

    ``config`` and ``secrets`` are laid over those of a good connection; ``fault`` is planned in the sandbox and
    ``provoke`` does what no fault can. ``status`` is the outcome of the test: one that is ok only has a warning.
    """

    source: str
    name: str
    words: tuple[str, ...]
    status: str = "ok"
    config: Callable[[SandboxServer], Mapping[str, Any]] = lambda _: {}
    fault: Answer = field(default_factory=dict)
    provoke: Callable[[SandboxServer], None] = lambda _: None
    secrets: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


def given(server: SandboxServer, source: str, place: int = OWN) -> Answer:
    """The connection of a workspace of the market: its ``config`` and ``secrets``."""
    return next(each for each in server.workspaces()[place]["connections"] if each["source"] == source)


def told(server: SandboxServer, path: str, body: Answer) -> None:
    """Sets something of the sandbox."""
    httpx.post(f"{server.url}/_sandbox/{path}", json=body, verify=False).raise_for_status()


def _set(**config: str) -> Callable[[SandboxServer], Mapping[str, Any]]:
    return lambda _: config


def _others(source: str) -> Callable[[SandboxServer], Mapping[str, Any]]:
    """The settings of another brand, whose accounts the token may not read."""
    return lambda server: given(server, source, OTHER)["config"]


def _dead(source: str) -> Callable[[SandboxServer], None]:
    return lambda server: told(server, "revoke", {"source": source, "workspace_id": "demo-1"})


def scopes(*scopes: str) -> Callable[[SandboxServer], None]:
    return lambda server: told(server, "shopify/scopes", {"workspace_id": "demo-1", "scopes": scopes})


def _all_but(scope: str) -> Callable[[SandboxServer], None]:
    return scopes(*(each for each in ALL_SCOPES if each != scope))


def _without_revenue(server: SandboxServer) -> None:
    property_id = given(server, "ga4")["config"]["property_id"]
    told(server, f"ga4/properties/{property_id}", {"honesty": {"restricted_metrics": ["purchaseRevenue"]}})


def _closed_too(server: SandboxServer) -> Mapping[str, Any]:
    open_ones = given(server, "google_ads")["config"]["customer_ids"]
    return {"customer_ids": [*open_ones, *_closed(server)["customer_ids"]]}


def _closed(server: SandboxServer) -> Mapping[str, Any]:
    accounts = server.market.ad_accounts("demo-1", "google_ads")
    return {"customer_ids": [each.account_id for each in accounts if each.status == "closed"]}


def _meta(code: int) -> str:
    return json.dumps({"error": {"message": "lokalisiert", "code": code, "is_transient": False}})


def _ads(family: str, name: str) -> str:
    detail = {"reason": name} if family == "reason" else {"errors": [{"errorCode": {family: name}, "message": "no"}]}
    return json.dumps([{"error": {"message": "no", "details": [detail]}}])


def _google(code: int, status: str, reason: str = "") -> str:
    details = [{"reason": reason}] if reason else []
    return json.dumps({"error": {"code": code, "message": "no", "status": status, "details": details}})


def _tiktok(code: int) -> str:
    return json.dumps({"code": code, "message": "lokalisiert", "data": {}})


def _refused(match: str, status: int, body: str) -> Answer:
    return {"match": match, "status": status, "body": body}


def _edit(match: str, name: str, value: Any) -> Answer:
    return {"match": match, "kind": "edit", "edits": [{"field": name, "value": value}]}


TROUBLES = (
    Trouble("facebook_ads", "dead token", ("no longer accepts", "connect the account again"), "reauth",
            provoke=_dead("facebook_ads")),
    Trouble("facebook_ads", "permission for reports missing", ("may not read", "grant it ads_read"), "config",
            fault=_refused("/insights", 403, _meta(200))),
    Trouble("facebook_ads", "forbidden account", ("may not read", "grant it ads_read"), "config",
            config=_others("facebook_ads")),
    Trouble("facebook_ads", "unknown account", ("no such object", "check the ad account id"), "failed",
            config=_set(account_ids="999")),
    Trouble("facebook_ads", "account disabled", ("is disabled", "ask Meta for a review"),
            fault=_edit("/act_", "account_status", 2)),
    Trouble("facebook_ads", "account unsettled", ("is unsettled", "pay what is owed"),
            fault=_edit("/act_", "account_status", 3)),
    Trouble("facebook_ads", "account closed", ("is closed", "reopen it"),
            fault=_edit("/act_", "account_status", 101)),
    Trouble("facebook_ads", "version retired", ("retired", "newer api_version"), "failed",
            config=_set(api_version="v23.0")),
    Trouble("facebook_ads", "version near its end", ("until about 2026-10-08", "Set a newer api_version"),
            config=_set(api_version="v24.0")),
    Trouble("google_ads", "dead token", ("no longer accepts this sign-in", "connect the account again"), "reauth",
            provoke=_dead("google_ads")),
    Trouble("google_ads", "scope missing", ("lacks the permission for Google Ads", "leave it ticked"), "reauth",
            fault=_refused("searchStream", 403, _ads("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"))),
    Trouble("google_ads", "developer token wrong", ("does not know the developer token", "API Center"), "config",
            secrets={"developer_token": "another"}),
    Trouble("google_ads", "developer token for tests only", ("test accounts only", "apply for basic access"), "config",
            fault=_refused("searchStream", 403, _ads("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED"))),
    Trouble("google_ads", "forbidden account", ("may not open the account", "login_customer_id"), "config",
            config=_others("google_ads")),
    Trouble("google_ads", "unknown account", ("cannot be reached", "check its id"), "config",
            config=_set(customer_ids="999")),
    Trouble("google_ads", "account closed", ("closed or suspended", "reopen it"),
            config=_closed_too),
    Trouble("google_ads", "all accounts closed", ("No account", "is open", "reopen one"), "config",
            config=_closed),
    Trouble("google_ads", "version retired", ("no longer answers", "newer api_version"), "failed",
            config=_set(api_version="v20")),
    Trouble("google_ads", "version past its end", ("was to end about 2026-08-06", "Set a newer api_version"),
            config=_set(api_version="v21")),
    Trouble("tiktok_ads", "dead token", ("no longer accepts", "connect the account again"), "reauth",
            provoke=_dead("tiktok_ads")),
    Trouble("tiktok_ads", "permission for reports missing", ("may not read", "grant it reporting"), "config",
            fault=_refused("report/integrated", 200, _tiktok(40001))),
    Trouble("tiktok_ads", "permission for campaigns missing", ("may not read", "ads management"), "config",
            fault=_refused("campaign/get", 200, _tiktok(40118))),
    Trouble("tiktok_ads", "forbidden advertiser", ("may not read this advertiser", "Business Center"), "config",
            config=_others("tiktok_ads")),
    Trouble("tiktok_ads", "unknown advertiser", ("does not know this advertiser", "check the advertiser id"), "config",
            fault=_refused("advertiser/info", 200, _tiktok(40300))),
    Trouble("tiktok_ads", "advertiser disabled", ("is disabled", "enable it in TikTok Ads Manager"),
            fault=_edit("advertiser/info", "status", "STATUS_DISABLE")),
    Trouble("tiktok_ads", "version retired", ("no longer has this version", "update OmniTrackIQ"), "failed",
            config=_set(api_version="v1.2")),
    Trouble("shopify", "dead token", ("no longer accepts the access token", "connect the shop again"), "reauth",
            provoke=_dead("shopify")),
    Trouble("shopify", "scope for orders missing", ("may not read orders", "grant it read_orders"), "reauth",
            provoke=scopes("read_products", "read_customers")),
    Trouble("shopify", "scope for old orders missing", ("60 days", "grant it read_all_orders"),
            provoke=_all_but("read_all_orders")),
    Trouble("shopify", "scope for costs missing", ("what products cost", "grant it read_inventory"),
            provoke=_all_but("read_inventory")),
    Trouble("shopify", "forbidden shop", ("no longer accepts the access token", "connect the shop again"), "reauth",
            config=_others("shopify")),
    Trouble("shopify", "unknown shop", ("no such shop", "check the shop's address"), "config",
            config=_set(shop="nobody.myshopify.com")),
    Trouble("shopify", "shop frozen", ("frozen", "paid Shopify"), "failed",
            fault=_refused("graphql.json", 402, '{"errors": "Unavailable Shop"}')),
    Trouble("shopify", "shop closed", ("not active", "open it again"), "failed",
            fault=_refused("graphql.json", 200, '{"errors": [{"extensions": {"code": "SHOP_INACTIVE"}}]}')),
    Trouble("shopify", "version retired", ("2025-10 instead of 2025-07", "update OmniTrackIQ"),
            config=_set(api_version="2025-07")),
    Trouble("ga4", "dead token", ("no longer accepts this sign-in", "connect the account again"), "reauth",
            provoke=_dead("ga4")),
    Trouble("ga4", "scope missing", ("lacks the permission for Google Analytics", "leave it ticked"), "reauth",
            fault=_refused("runReport", 403, _google(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"))),
    Trouble("ga4", "API not enabled", ("does not serve the Analytics Data API", "enable it there"), "config",
            fault=_refused("runReport", 403, _google(403, "PERMISSION_DENIED", "SERVICE_DISABLED"))),
    Trouble("ga4", "forbidden property", ("denies access", "connect with a user who may view it"), "reauth",
            config=_others("ga4")),
    Trouble("ga4", "property deleted", ("no such property", "check property_id"), "failed",
            fault=_refused("runReport", 404, _google(404, "NOT_FOUND"))),
    Trouble("ga4", "revenue hidden", ("may not see revenue", "lift the data restriction"),
            provoke=_without_revenue),
    Trouble("ga4", "export not granted", ("may not read the Analytics export", "BigQuery Data Viewer"), "config",
            fault=_refused("bigquery", 403, '{"error": {"code": 403, "errors": [{"reason": "accessDenied"}]}}')),
    Trouble("ga4", "version unknown", ("API version", "api_version"), "failed", config=_set(api_version="v1alpha")),
)  # fmt: skip
