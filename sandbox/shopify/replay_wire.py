"""Recorded connector rows turned back into the wire form of the Admin API.

The rows are REST-shaped (snake_case, numeric ids, lower-case enums, amounts made floats); on the wire ids are global
ids, amounts texts, enums upper case, times in UTC and lists of children connections. A field that GraphQL does not
have keeps its old name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.shopify.identifiers import gid, wire_time

Wire = dict[str, Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Renamed:
    """The GraphQL name of a REST field and how its value is turned."""

    name: str
    convert: Convert


def as_it_is(value: Any) -> Any:
    """Plain values; a float is an amount, which the wire writes as text (a tax ``rate`` alone is a number)."""
    if isinstance(value, float):
        return amount(value)
    if isinstance(value, list):
        return [as_it_is(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key == "rate" else as_it_is(item) for key, item in value.items()}
    return value


def amount(value: float | str | None) -> str | None:
    """An amount as text with at least two decimals."""
    if value is None:
        return None
    number = Decimal(str(value))
    cents = number.quantize(Decimal("0.01"))
    return format(cents if cents == number else number, "f")


def moment(value: str | None) -> str | None:
    """A time with any offset, in UTC."""
    return wire_time(datetime.fromisoformat(value).astimezone(UTC)) if value else None


def upper(value: str | None) -> str | None:
    """An enum value."""
    return value.upper() if value else value


def camel(value: Any) -> Any:
    """Rows that came from GraphQL: names back to camelCase, amounts to text, ids to global ids, ``{}`` to null."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return as_it_is(value)
    if not value:
        return None
    wire = {_camel_name(key): camel(item) for key, item in value.items()}
    for name in wire:
        if name.endswith("At") and isinstance(wire[name], str):
            wire[name] = moment(wire[name])
    if "adminGraphqlApiId" in wire:
        wire["id"] = wire.pop("adminGraphqlApiId")
    return wire


def connection(convert: Convert) -> Convert:
    """A list of children as a connection that ends here."""

    def convert_all(values: list[Any] | None) -> Wire:
        return {
            "nodes": [convert(value) for value in values or []],
            "pageInfo": {"hasNextPage": False, "endCursor": None},
        }

    return convert_all


def each(convert: Convert) -> Convert:
    """A plain list."""
    return lambda values: [convert(value) for value in values or []]


def reference(type_name: str) -> Convert:
    """An object of which only the id is known."""
    return lambda number: None if number is None else {"id": gid(type_name, int(number))}


def rest_record(type_name: str, names: Mapping[str, Renamed]) -> Convert:
    """Turns one REST record of ``type_name``; fields outside ``names`` keep name and value."""

    def convert(record: Mapping[str, Any]) -> Wire:
        wire: Wire = {"id": record.get("admin_graphql_api_id") or gid(type_name, record["id"])}
        for key, value in record.items():
            if key in ("id", "admin_graphql_api_id"):
                continue
            renamed = names.get(key)
            if renamed:
                wire[renamed.name] = renamed.convert(value)
            else:
                wire[key] = value if key == "rate" else as_it_is(value)
        return wire

    return convert


def _camel_name(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match.group(1).upper(), name)
