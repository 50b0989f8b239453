"""The Admin API over HTTP: ``/admin/api/{version}/graphql.json`` with its headers and its string errors."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sandbox.context import SandboxContext
from sandbox.shopify.bucket import Bucket
from sandbox.shopify.bulk_desk import BulkDesk
from sandbox.shopify.catalog import Catalog
from sandbox.shopify.execution import ALL_SCOPES, Access, execute
from sandbox.shopify.market_catalog import MarketCatalog
from sandbox.shopify.replay import ReplayCatalog, ReplayRecords
from sandbox.shopify.versions import answering_version
from sandbox.shopify.wire_errors import RefusedQueryError

BULK_FILES = "/shopify-bulk-files"
POINTS_AVAILABLE = 1_000_000.0
POINTS_PER_SECOND = 50_000.0
"""Far beyond any plan (the dearest restores 2,000 a second): a demo should not wait."""

_BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"


@dataclass(slots=True)
class ShopDesk:
    """What the sandbox remembers of one shop: its scopes, its bucket, its bulk operations, its catalog.

    ``withheld`` are fields, by type and name, that the app is not approved for.
    """

    workspace_id: str
    scopes: frozenset[str] = ALL_SCOPES
    withheld: frozenset[tuple[str, str]] = frozenset()
    bucket: Bucket = field(default_factory=lambda: Bucket(POINTS_AVAILABLE, POINTS_PER_SECOND))
    bulk: BulkDesk = field(default_factory=BulkDesk)
    catalog: MarketCatalog | None = None


class AdminApi:
    """The shops of one market."""

    def __init__(self, context: SandboxContext) -> None:
        self._context = context
        self._desks: dict[str, ShopDesk] = {}
        self._recorded = ReplayRecords(context.replay) if context.replay else None

    def desk(self, workspace_id: str) -> ShopDesk:
        """The desk of a workspace's shop."""
        return self._desks.setdefault(workspace_id, ShopDesk(workspace_id))

    def shop_with_domain(self, domain: str) -> str | None:
        """The workspace whose shop has this domain."""
        market = self._context.market
        return next(
            (
                workspace.workspace_id
                for workspace in market.workspaces
                if market.shop(workspace.workspace_id).domain == domain
            ),
            None,
        )

    async def graphql(self, request: Request) -> Response:
        """One GraphQL request."""
        version = answering_version(request.path_params["version"])
        headers = {"X-Request-ID": str(uuid.uuid4()), **({"X-Shopify-API-Version": version} if version else {})}
        token = request.headers.get("X-Shopify-Access-Token", "")
        workspace_id = self._context.credentials.resolve("shopify", token)
        domain = request.path_params.get("shop_domain")
        if version is None or (domain is not None and self.shop_with_domain(domain) is None):
            return answer({"errors": "Not Found"}, 404, headers)
        if workspace_id is None or (domain is not None and self.shop_with_domain(domain) != workspace_id):
            return answer({"errors": _BAD_TOKEN}, 401, headers)
        try:
            body = orjson.loads(await request.body())
            text, variables, name = body["query"], body.get("variables") or {}, body.get("operationName")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return answer({"errors": {"query": "Required parameter missing or invalid"}}, 400, headers)
        if isinstance(variables, str):
            variables = orjson.loads(variables)
        files_url = f"{str(request.base_url).rstrip('/')}{BULK_FILES}/{workspace_id}"
        return answer(self._execute(workspace_id, text, variables, name, files_url), 200, headers)

    async def bulk_file(self, request: Request) -> Response:
        """The result of a bulk operation, at a signed address that needs no token and takes none."""
        if "X-Shopify-Access-Token" in request.headers:
            return Response("<Error><Code>InvalidArgument</Code></Error>", 400, media_type="application/xml")
        asked = request.path_params
        path = self.desk(asked["workspace_id"]).bulk.path_of(asked["number"], asked["signature"])
        if path is None:
            return Response("<Error><Code>ExpiredToken</Code></Error>", 403, media_type="application/xml")
        return FileResponse(path, media_type="application/jsonl")

    def _execute(
        self, workspace_id: str, text: str, variables: Mapping[str, Any], name: str | None, files_url: str
    ) -> dict[str, Any]:
        desk = self.desk(workspace_id)
        now = self._context.clock.now()
        access = Access(self._catalog(desk), desk.scopes, desk.withheld, desk.bucket, desk.bulk, now, files_url)
        try:
            return execute(access, text, variables, name)
        except RefusedQueryError as refusal:
            body: dict[str, Any] = {"errors": refusal.errors}
            if refusal.cost is not None:
                body["extensions"] = {"cost": refusal.cost}
            return body

    def _catalog(self, desk: ShopDesk) -> Catalog:
        market, now = self._context.market, self._context.clock.now()
        if desk.catalog is None or not desk.catalog.still_holds(market, now):
            desk.catalog = MarketCatalog(market, desk.workspace_id, now)
        return ReplayCatalog(self._recorded, desk.catalog) if self._recorded else desk.catalog


def answer(body: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(body), status, dict(headers), "application/json; charset=utf-8")
