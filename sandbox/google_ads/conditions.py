"""Whether a row meets a query's conditions. Rows are flat: GAQL name to Python value."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.google_ads.failures import query_fault
from sandbox.google_ads.gaql import Condition
from sandbox.google_ads.periods import LITERALS

FIRST_DAY = date(2000, 1, 1)

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


def day_range(conditions: Sequence[Condition], today: date) -> tuple[date, date]:
    """The first and last day that conditions on ``segments.date`` allow, by default everything until ``today``."""
    since, until = FIRST_DAY, today
    for condition in conditions:
        if condition.field != "segments.date":
            continue
        low, high = _bounds(condition, today)
        since, until = max(since, low), min(until, high)
    return since, until


def meets(row: Mapping[str, Any], condition: Condition) -> bool:
    """Whether ``row`` meets one condition; an attribute that is not set meets only IS NULL and negations."""
    value, operator = row.get(condition.field), condition.operator
    if operator == "IS NULL":
        return value is None
    if operator == "IS NOT NULL":
        return value is not None
    if operator.startswith("CONTAINS"):
        return _contains(value or (), operator, condition.values)
    if operator.startswith("NOT "):
        return not meets(row, Condition(condition.field, operator.removeprefix("NOT "), condition.values))
    if value is None:
        return operator == "!="
    if operator == "IN":
        return any(_compare("=", value, text, condition.field) for text in condition.values)
    if operator == "LIKE":
        pattern = re.escape(condition.values[0]).replace("%", ".*").replace("_", ".")
        return re.fullmatch(pattern, str(value), re.IGNORECASE | re.DOTALL) is not None
    if operator == "REGEXP_MATCH":
        return re.fullmatch(condition.values[0], str(value)) is not None
    if operator == "BETWEEN":
        low, high = condition.values
        return _compare(">=", value, low, condition.field) and _compare("<=", value, high, condition.field)
    if operator == "DURING":
        raise query_fault("OPERATOR_FIELD_MISMATCH", f"{condition.field} is not a day.", condition.field)
    return _compare(operator, value, condition.values[0], condition.field)


def _bounds(condition: Condition, today: date) -> tuple[date, date]:
    operator = condition.operator
    if operator == "DURING":
        literal = LITERALS.get(condition.values[0].upper())
        if literal is None:
            raise query_fault(
                "INVALID_VALUE_WITH_DURING_OPERATOR",
                f"Invalid date literal supplied for DURING operator: {condition.values[0]}.",
                condition.field,
            )
        return literal(today)
    days = [_day(text) for text in condition.values]
    if operator == "BETWEEN":
        return days[0], days[1]
    if operator in ("=", ">=", "<="):
        low = FIRST_DAY if operator == "<=" else days[0]
        return low, date.max if operator == ">=" else days[0]
    if operator == ">":
        return date.fromordinal(days[0].toordinal() + 1), date.max
    if operator == "<":
        return FIRST_DAY, date.fromordinal(days[0].toordinal() - 1)
    if operator == "IN":
        return min(days), max(days)
    raise query_fault("OPERATOR_FIELD_MISMATCH", f"{operator} does not apply to a day.", condition.field)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise query_fault("INVALID_DATE_FORMAT", f"Invalid date: {text}.", "segments.date") from error


def _compare(operator: str, value: Any, text: str, name: str) -> bool:
    if isinstance(value, bool):
        return _COMPARE[operator](str(value).lower(), text.lower())
    if isinstance(value, int | float | Decimal):
        try:
            return _COMPARE[operator](Decimal(str(value)), Decimal(text))
        except InvalidOperation as error:
            raise query_fault("BAD_NUMBER", f"Error in query: {text} is not a number.", name) from error
    return _COMPARE[operator](str(value), text)


def _contains(items: Sequence[str], operator: str, wanted: Sequence[str]) -> bool:
    found = [text in items for text in wanted]
    return {"CONTAINS ANY": any(found), "CONTAINS ALL": all(found), "CONTAINS NONE": not any(found)}[operator]
