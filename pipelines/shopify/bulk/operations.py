"""One bulk operation from its start to its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipelines.loading.errors import PermanentError, RateLimitError, ShrinkError
from pipelines.shopify.bulk.texts import filled_in
from pipelines.shopify.client import AdminClient
from pipelines.shopify.documents import all_documents
from pipelines.shopify.errors import BULK_RULES, BulkOutcome

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between looks; after the last the connection is parked, and the next run goes on with the operation."""

PARKED = timedelta(minutes=5)


class LostOperationError(Exception):
    """The operation has no result, for no fault of the query: it has to be started anew."""


class DeniedOperationError(Exception):
    """A field of the query is refused, which ends the whole operation; pages say which field it is."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished operation: its file, if it found anything, and what Shopify says of that."""

    url: str | None
    size: int
    objects: int
    roots: int


def start(client: AdminClient, operation: str, variables: Mapping[str, Any]) -> str:
    """Starts one of our Bulk... documents and returns the operation's id; raises SourceError."""
    text = filled_in(all_documents()[operation], {**variables, **client.switches})
    payload = client.run("RunBulk", {"query": text})["bulkOperationRunQuery"]
    for error in payload["userErrors"]:
        if _outcome(error["code"]) == "wait":
            raise _parked(f"Shopify has too many bulk operations under way for this shop ({error['code']})")
        raise PermanentError(
            f"Shopify refuses a bulk query of ours; update OmniTrackIQ or report the code. ({error['code']})"
        )
    return str(payload["bulkOperation"]["id"])


def result_of(client: AdminClient, operation_id: str) -> Result:
    """The result of an operation once it is there.

    Raises ShrinkError when Shopify could not cope with it (what it wrote until then is left alone: orders may lack
    their parts), LostOperationError, DeniedOperationError, and RateLimitError when it takes longer.
    """
    for pause in (*PAUSES, None):
        node = client.run("BulkStatus", {"id": operation_id})["bulkOperation"]
        if node is None:
            raise LostOperationError
        match _outcome(node["errorCode"] if node["status"] == "FAILED" else node["status"]):
            case "done":
                return _result(node)
            case "again":
                raise LostOperationError
            case "shrink":
                raise ShrinkError(f"Shopify could not finish a bulk operation ({node['errorCode']}).")
            case "denied":
                raise DeniedOperationError
            case "permanent":
                code = f"{node['status']} {node['errorCode'] or ''}".strip()
                raise PermanentError(f"Shopify's bulk operation failed; report the code. ({code})")
            case "wait" if pause is not None:
                client.pause(pause)
    raise _parked("Shopify is still writing the shop's history")


def fresh_url(client: AdminClient, operation_id: str) -> str | None:
    """The file's address once more: addresses expire, and a look at the operation brings a new one."""
    return result_of(client, operation_id).url


def _outcome(code: str | None) -> BulkOutcome:
    return BULK_RULES.get(code or "", "permanent")


def _result(node: Mapping[str, Any]) -> Result:
    return Result(
        url=node["url"],
        size=int(node["fileSize"] or 0),
        objects=int(node["objectCount"]),
        roots=int(node["rootObjectCount"]),
    )


def _parked(sentence: str) -> RateLimitError:
    return RateLimitError(f"{sentence}; the sync goes on with it by itself.", PARKED)
