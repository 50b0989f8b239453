"""A warehouse in memory: slices laid over each other exactly as a load does it, and connections to a served shop."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.shopify import SOURCE
from tests.sandbox_server import SandboxServer

Row = Mapping[str, Any]


def shop_connection(server: SandboxServer, workspace_id: str = "euro-shop", **config: Any) -> Connection:
    """A connection to a workspace's shop behind the served sandbox."""
    domain = server.market.shop(workspace_id).domain
    return Connection(
        workspace_id=workspace_id,
        connection_id=f"{workspace_id}-shopify",
        source="shopify",
        config={"shop": domain, **config},
        secrets={"access_token": server.context.credentials.shopify_token(workspace_id)},
        base_url=f"{server.url}/shops/{domain}",
        hash_key=workspace_id.encode(),
    )


class HeldRows:
    """What the raw tables of one connection hold, and its cursors."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.cursors: dict[str, dict[str, Any]] = {}
        self._tables: dict[str, dict[tuple[Any, ...], list[Row]]] = defaultdict(dict)

    def sync(self, server: SandboxServer, window: SyncWindow | None = None) -> list[Slice]:
        """One run at the sandbox's now; returns its slices."""
        window = window or SyncWindow(server.context.clock.now())
        slices = []
        for piece in SOURCE.extract(self.connection, self.cursors, window):
            self.lay(piece)
            slices.append(piece)
        return slices

    def lay(self, piece: Slice) -> None:
        """Replaces what the slice covers; refuses rows outside and a row that stands twice."""
        for name, keys in piece.covers.items():
            table = SOURCE.table(name)
            names = table.key[1:]
            covered: dict[tuple[Any, ...], list[Row]] = {tuple(key): [] for key in keys}
            assert len(covered) == len(keys), f"{name} covers a key twice"
            for row in piece.rows.get(name, ()):
                covered[tuple(row[column] for column in names)].append(row)
            unique = [tuple(row[column] for column in table.unique[1:]) for rows in covered.values() for row in rows]
            assert len(unique) == len(set(unique)), f"{name} holds a row twice"
            self._tables[name] |= covered
        self.cursors.setdefault(piece.stream, {}).update(piece.cursor)

    def rows(self, table: str, **wanted: Any) -> list[Row]:
        """All rows of a table with these values, in one order."""
        found = [row for rows in self._tables[table].values() for row in rows]
        matching = [row for row in found if all(row[name] == value for name, value in wanted.items())]
        return sorted(matching, key=lambda row: [str(row[name]) for name in SOURCE.table(table).unique[1:]])

    def everything(self) -> dict[str, list[Row]]:
        """All tables."""
        return {table.name: self.rows(table.name) for table in SOURCE.tables}


PAYMENT_SIGNS = {"SALE": 1, "CAPTURE": 1, "REFUND": -1}


def assert_ledger_makes_totals(held: HeldRows) -> None:
    """The sum of an order's sales is its current total; payments less refunds are its net payment."""
    sold: dict[str, Decimal] = defaultdict(Decimal)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for sale in held.rows("sales"):
        sold[sale["order_id"]] += Decimal(sale["total"])
    for row in held.rows("transactions", status="SUCCESS"):
        paid[row["order_id"]] += Decimal(row["amount"]) * PAYMENT_SIGNS.get(row["kind"], 0)
    for order in held.rows("orders"):
        order_id = order["order_id"]
        assert sold[order_id] == Decimal(order["current_total_price"]), order["order_name"]
        assert paid[order_id] == Decimal(order["net_payment"]), order["order_name"]
