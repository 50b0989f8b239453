"""Filter expressions of a report over the values of one row (texts for dimensions, numbers for metrics)."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sandbox.ga4.failures import bad_request

Values = Mapping[str, Any]

_MATCHES: dict[str, Callable[[str, str], bool]] = {
    "EXACT": lambda text, wanted: text == wanted,
    "BEGINS_WITH": lambda text, wanted: text.startswith(wanted),
    "ENDS_WITH": lambda text, wanted: text.endswith(wanted),
    "CONTAINS": lambda text, wanted: wanted in text,
    "FULL_REGEXP": lambda text, wanted: re.fullmatch(wanted, text) is not None,
    "PARTIAL_REGEXP": lambda text, wanted: re.search(wanted, text) is not None,
}
_OPERATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "EQUAL": lambda value, wanted: value == wanted,
    "LESS_THAN": lambda value, wanted: value < wanted,
    "LESS_THAN_OR_EQUAL": lambda value, wanted: value <= wanted,
    "GREATER_THAN": lambda value, wanted: value > wanted,
    "GREATER_THAN_OR_EQUAL": lambda value, wanted: value >= wanted,
}


def enum_name(value: Any, names: list[str] | tuple[str, ...]) -> str:
    """An enum's name, whether it came as a name or, from generated clients, as its number (from 1)."""
    if isinstance(value, int) and 1 <= value <= len(names):
        return names[value - 1]
    if value not in names:
        raise bad_request(f"Invalid value {value!r}.")
    return str(value)


def passes(values: Values, expression: Mapping[str, Any] | None) -> bool:
    """Whether ``values`` pass a FilterExpression; raises DataApiError for one that cannot be read."""
    if not expression:
        return True
    if "andGroup" in expression:
        return all(passes(values, part) for part in expression["andGroup"].get("expressions", []))
    if "orGroup" in expression:
        return any(passes(values, part) for part in expression["orGroup"].get("expressions", []))
    if "notExpression" in expression:
        return not passes(values, expression["notExpression"])
    if "filter" in expression:
        return _single(values, expression["filter"])
    raise bad_request("A filter expression must hold a group, a negation or a filter.")


def fields_of(expression: Mapping[str, Any] | None) -> set[str]:
    """The names of the fields that an expression reads."""
    if not expression:
        return set()
    if "filter" in expression:
        return {expression["filter"]["fieldName"]}
    parts = [expression.get("notExpression")]
    for group in ("andGroup", "orGroup"):
        parts += expression.get(group, {}).get("expressions", [])
    return set().union(*(fields_of(part) for part in parts))


def _single(values: Values, rule: Mapping[str, Any]) -> bool:
    value = values[rule["fieldName"]]
    if "stringFilter" in rule:
        return _string(str(value), rule["stringFilter"])
    if "inListFilter" in rule:
        return _in_list(str(value), rule["inListFilter"])
    if "numericFilter" in rule:
        operation = enum_name(rule["numericFilter"].get("operation"), tuple(_OPERATIONS))
        return _OPERATIONS[operation](Decimal(value), _number(rule["numericFilter"]["value"]))
    if "betweenFilter" in rule:
        between = rule["betweenFilter"]
        return _number(between["fromValue"]) <= Decimal(value) <= _number(between["toValue"])
    if "emptyFilter" in rule:
        return value in ("", "(not set)")
    raise bad_request("A filter must hold one kind of filter.")


def _string(text: str, rule: Mapping[str, Any]) -> bool:
    wanted = rule.get("value", "")
    kind = enum_name(rule.get("matchType", "EXACT"), tuple(_MATCHES))
    if not rule.get("caseSensitive", False):
        text = text.lower()
        wanted = wanted if kind.endswith("REGEXP") else wanted.lower()
    return _MATCHES[kind](text, wanted)


def _in_list(text: str, rule: Mapping[str, Any]) -> bool:
    if rule.get("caseSensitive", False):
        return text in rule.get("values", [])
    return text.lower() in {value.lower() for value in rule.get("values", [])}


def _number(value: Mapping[str, Any]) -> Decimal:
    return Decimal(str(value.get("int64Value", value.get("doubleValue", 0))))
