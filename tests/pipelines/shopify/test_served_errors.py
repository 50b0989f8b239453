"""Every row of the error table, answered by the served sandbox and handled as its class says."""

from collections.abc import Iterator

import orjson
import pytest

from pipelines.loading.errors import PermanentError, SourceError
from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE
from tests.pipelines.shopify.held_rows import HeldRows, shop_connection
from tests.pipelines.shopify.test_errors import CODES, STATUSES
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox.shopify.small_shops import NOON
from tests.sandbox_server import SandboxServer

PASSING = {429, "THROTTLED", "INTERNAL_SERVER_ERROR"}
"""What is tried again; one answer of the kind leaves no trace."""
ROWS = {**STATUSES, **CODES}


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def plan(server: SandboxServer, row: int | str, times: int) -> None:
    """Answers the next ``times`` requests with an error of the table."""
    server.context.faults.clear()
    if isinstance(row, int):
        body, status = orjson.dumps({"errors": "x"}).decode(), row
    else:
        body, status = orjson.dumps({"errors": [{"message": "x", "extensions": {"code": row}}]}).decode(), 200
    headers = {"retry-after": "0.05"}
    server.plan_fault(match="graphql.json", times=times, status=status, body=body, headers=headers)


@pytest.mark.parametrize("row", sorted(ROWS, key=str))
def test_a_row_of_the_error_table_is_handled_as_its_class_says(server: SandboxServer, row: int | str) -> None:
    held = HeldRows(shop_connection(server))
    if row in PASSING:
        plan(server, row, times=1)
        held.sync(server)
        assert len(held.rows("orders")) == 4
        return
    plan(server, row, times=99)
    with pytest.raises(SourceError) as raised:
        held.sync(server)
    assert isinstance(raised.value, ROWS[row])
    assert server.context.faults.requests.total() == 1


def test_a_page_that_is_too_dear_even_alone_ends_with_a_sentence(server: SandboxServer) -> None:
    server.context.faults.clear()
    pieces = SOURCE.extract(shop_connection(server), {}, SyncWindow(NOON))
    next(pieces)
    plan(server, "MAX_COST_EXCEEDED", times=99)
    with pytest.raises(PermanentError, match="single object"):
        list(pieces)
