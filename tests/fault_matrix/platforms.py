"""The platforms of the matrix: a small market made by hand for each, served, and a connection that reads it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines import exchange_rates, facebook_ads, ga4, google_ads, shopify, tiktok_ads
from pipelines.loading.connection import Connection
from pipelines.loading.source import Source
from sandbox import exchange_rates as exchange_rates_twin
from sandbox import facebook_ads as facebook_twin
from sandbox import ga4 as ga4_twin
from sandbox import google_ads as google_twin
from sandbox import shopify as shopify_twin
from sandbox import tiktok_ads as tiktok_twin
from tests.pipelines.google_line import secrets_of
from tests.sandbox.ad_market import FB_EURO, TT_DOLLAR, AdMarket
from tests.sandbox.ga4.conftest import shopping_world
from tests.sandbox.google_market import GoogleMarket
from tests.sandbox.shopify.small_shops import SmallMarket
from tests.sandbox_server import SandboxServer, serve_market

NOW = datetime.fromisoformat("2026-03-20T12:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: what serves it, who reads it, and the ``path`` of the requests that are spoiled.

    ``base_path`` goes between the host and the platform's own paths.
    """

    source: Source
    market: Callable[[], Any]
    twins: tuple[Any, ...]
    workspace_id: str
    config: Callable[[Any], Mapping[str, Any]]
    path: str
    base_path: str = ""
    secrets: Callable[[SandboxServer, str, str], Mapping[str, str]] = secrets_of

    @property
    def name(self) -> str:
        return self.source.name

    @contextmanager
    def served(self) -> Iterator[SandboxServer]:
        with serve_market(self.market(), NOW, twins=self.twins) as server:
            yield server

    def connection(self, server: SandboxServer, base_url: str | None = None, **config: Any) -> Connection:
        """The workspace's connection, to the sandbox unless another address is given."""
        streams_off = [stream.name for stream in self.source.optional_streams]
        return Connection(
            self.workspace_id,
            f"{self.workspace_id}-{self.name}",
            self.name,
            {"streams_off": streams_off, **self.config(server.market), **config},
            self.secrets(server, self.name, self.workspace_id),
            (base_url or server.url) + self.base_path,
            b"key",
        )


def _token(server: SandboxServer, source: str, workspace_id: str) -> dict[str, str]:
    return {"access_token": server.context.credentials.token(source, workspace_id)}


_GOOGLE = (google_twin.routes, ga4_twin.routes)

PLATFORMS: Mapping[str, Platform] = {
    platform.name: platform
    for platform in (
        Platform(
            facebook_ads.SOURCE, AdMarket, (facebook_twin.routes,), "alpha",
            lambda _: {"account_ids": [FB_EURO], "backfill_days": 19}, "/insights", secrets=_token,
        ),
        Platform(
            google_ads.SOURCE, GoogleMarket, _GOOGLE, "north", lambda _: {"backfill_days": 12}, "searchStream",
        ),
        Platform(
            tiktok_ads.SOURCE, AdMarket, (tiktok_twin.routes,), "alpha",
            lambda _: {"advertiser_ids": [TT_DOLLAR], "backfill_days": 19}, "report/integrated", secrets=_token,
        ),
        Platform(
            shopify.SOURCE, SmallMarket, (shopify_twin.routes,), "euro-shop",
            lambda market: {"shop": market.shop("euro-shop").domain}, "graphql.json",
            base_path=f"/shops/{SmallMarket().shop('euro-shop').domain}", secrets=_token,
        ),
        Platform(
            ga4.SOURCE, shopping_world, _GOOGLE, "north",
            lambda market: {"property_id": market.property("north").property_id, "backfill_days": 20}, "runReport",
        ),
        Platform(
            exchange_rates.SOURCE, SmallMarket, (exchange_rates_twin.routes,), "euro-shop",
            lambda _: {"currency": "USD", "backfill_days": 30}, "/EXR/",
            secrets=lambda *_: {},
        ),
    )
}  # fmt: skip
