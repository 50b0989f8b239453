"""Requests to one shop's Admin API: version, token, pace by cost, and fields that the token may not read left out."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx

from pipelines.loading.answers import holds
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, RateLimitError, SourceError
from pipelines.loading.http import LONGEST_WAIT_SECONDS, ApiClient
from pipelines.loading.turns import sleep
from pipelines.shopify.documents import all_documents
from pipelines.shopify.errors import AccessDeniedError, RefusedTokenError, classify, seconds_to_fill
from pipelines.shopify.token import ShopToken

logger = logging.getLogger(__name__)

BASE_URL = "https://{shop}"
API_VERSION = "2026-07"

SWITCH_OF_FIELD: Mapping[str, str] = {
    "customer": "withCustomer",
    "email": "withEmail",
    "defaultAddress": "withAddress",
    "unitCost": "withCost",
}
"""Protected fields, and the variable that leaves each out of a document: one may be refused without the others."""


class AdminClient:
    """Sends our documents with one connection's token; raises SourceError.

    ``wait`` is called with the seconds to wait for the shop's bucket to fill; ``left_out`` are the fields that were
    refused so far.
    """

    def __init__(self, connection: Connection, wait: Callable[[float], None] = sleep) -> None:
        self.version = str(connection.config.get("api_version") or API_VERSION)
        self.answered_version = self.version
        self.switches = {
            **dict.fromkeys(SWITCH_OF_FIELD.values(), True),
            "withTransactions": connection.wants("transactions"),
            "withDiscounts": connection.wants("discounts"),
        }
        self.left_out: frozenset[str] = frozenset()
        self._wait = wait
        self._costs: dict[str, float] = {}
        self._bucket: Mapping[str, float] | None = None
        address = connection.base_url or BASE_URL.replace("{shop}", shop_domain(connection))
        self._token = ShopToken(connection, address)
        self._http = ApiClient(address, self._classify)

    def __enter__(self) -> "AdminClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.__exit__()

    def run(self, operation: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of one of our documents."""
        text = all_documents()[operation]
        while True:
            self._pace(operation)
            switches = {name: value for name, value in self.switches.items() if f"${name}" in text}
            body = {"query": text, "variables": {**variables, **switches}}
            try:
                answer = self._answer(body)
            except AccessDeniedError as error:
                if not self._leave_out(error.fields, switches):
                    raise
                continue
            self._remember(operation, answer)
            data: dict[str, Any] = answer["data"]
            return data

    def pause(self, seconds: float) -> None:
        """Waits some seconds for what Shopify prepares."""
        self._wait(seconds)

    def requested_cost(self, operation: str) -> float | None:
        """What the last request of ``operation`` asked for."""
        return self._costs.get(operation)

    def _answer(self, body: Mapping[str, Any]) -> Any:
        """The answer to ``body``, asked for once more where the token was refused and there is another one."""
        try:
            return self._post(body)
        except RefusedTokenError:
            if not self._token.renew():
                raise
        return self._post(body)

    def _post(self, body: Mapping[str, Any]) -> Any:
        address = f"/admin/api/{self.version}/graphql.json"
        return self._http.post_json(address, body, is_answer=holds("data"), headers=self._token.header())

    def _classify(self, response: httpx.Response) -> SourceError | None:
        version = response.headers.get("x-shopify-api-version", self.version)
        if version not in (self.version, self.answered_version):
            logger.warning("Shopify answers with API version %s instead of %s.", version, self.version)
        self.answered_version = version
        return classify(response)

    def _leave_out(self, fields: frozenset[str], sent: Mapping[str, bool]) -> bool:
        """Switches refused fields off; False when that would not help."""
        wanted = {SWITCH_OF_FIELD.get(field, "") for field in fields}
        if not fields or any(not sent.get(switch) for switch in wanted):
            return False
        logger.warning("Shopify refuses the fields %s; they are left out.", ", ".join(sorted(fields)))
        self.switches |= dict.fromkeys(wanted, False)
        self.left_out |= fields
        return True

    def _pace(self, operation: str) -> None:
        if self._bucket is None:
            return
        seconds = seconds_to_fill(self._costs.get(operation, 0.0), self._bucket)
        if seconds > LONGEST_WAIT_SECONDS:
            raise RateLimitError(
                "Shopify's points for this shop are used up; the sync goes on by itself when they are back.",
                timedelta(seconds=seconds),
            )
        if seconds > 0:
            self._wait(seconds)

    def _remember(self, operation: str, answer: Mapping[str, Any]) -> None:
        cost = (answer.get("extensions") or {}).get("cost")
        if cost:
            self._costs[operation] = cost["requestedQueryCost"]
            self._bucket = cost["throttleStatus"]


def shop_domain(connection: Connection) -> str:
    """The shop's ``*.myshopify.com`` domain; raises ConfigurationError for anything else."""
    domain = str(connection.config.get("shop") or "").strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", domain):
        raise ConfigurationError("The connection names no shop; its address looks like brand.myshopify.com.")
    return domain
