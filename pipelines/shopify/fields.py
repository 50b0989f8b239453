"""A node of the API, field by field: what a row takes, and what is left over for its JSON column."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.loading.table import Table
from pipelines.shopify.personal_data import without_personal_data

_TAIL = re.compile(r"/(\d+)(?:\?|$)")

Node = Mapping[str, Any]
Row = dict[str, Any]


def number_of(gid: Any) -> str | None:
    """The numeric tail of a global id as text; an id without one stays whole."""
    if gid is None:
        return None
    text = str(gid)
    match = _TAIL.search(text)
    return match.group(1) if match else text


class Fields:
    """Hands out the fields of ``node`` and remembers which were never asked for."""

    def __init__(self, node: Node | None) -> None:
        self._left = dict(node or {})

    def take(self, name: str) -> Any:
        """The value of a field, or None."""
        return self._left.pop(name, None)

    def number(self, name: str = "id") -> str | None:
        """The numeric tail of a global id."""
        return number_of(self.take(name))

    def reference(self, name: str) -> str | None:
        """The numeric tail of the id of an object; what else is known of the object is left over."""
        node = self.take(name)
        if not node:
            return None
        fields = Fields(node)
        number = fields.number()
        self._leave(name, fields._left)
        return number

    def shop_money(self, name: str) -> str | None:
        """The amount of a money bag in shop currency."""
        return self._money(name, "shopMoney")

    def both_moneys(self, name: str) -> tuple[str | None, str | None]:
        """The amounts of a money bag in shop and in presentment currency."""
        return self._money(name, "shopMoney"), self._money(name, "presentmentMoney")

    def nodes(self, name: str) -> list[Node]:
        """The items of a connection or of a plain list."""
        return items_of(self.take(name))

    def part(self, name: str) -> "Fields":
        """The fields of an object inside this one; see ``keep``."""
        return Fields(self.take(name))

    def keep(self, name: str, part: "Fields") -> None:
        """Puts what was not taken of ``part`` back under ``name``."""
        self._leave(name, part._left)

    def keep_items(self, name: str, items: Sequence[Node]) -> None:
        """Puts the items of a connection back under ``name``, without the connection."""
        if items:
            self._left[name] = list(items)

    def row(self, table: Table, columns: Mapping[str, Any]) -> Row:
        """``columns`` of ``table`` and everything left over, without personal data.

        What is left over under the name of a column is kept under ``wire_<name>``.
        """
        if not self._left:
            return dict(columns)
        taken = table.column_names
        left = without_personal_data(self._left)
        return {**{f"wire_{key}" if key in taken else key: value for key, value in left.items()}, **columns}

    def _money(self, name: str, side: str) -> str | None:
        bag = self._left.pop(name, None)
        if not bag:
            return None
        money = bag.get(side) or {}
        self._leave(name, {key: value for key, value in bag.items() if key != side})
        return money.get("amount")

    def _leave(self, name: str, left: Node) -> None:
        if left:
            self._left[name] = left


def items_of(value: Any) -> list[Node]:
    """The items of a connection (with ``nodes``) or of a plain list; nothing of null."""
    if isinstance(value, dict):
        value = value.get("nodes")
    return list(value) if isinstance(value, list) else []
