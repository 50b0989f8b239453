"""The ``filtering`` parameter, and which objects a list edge shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.facebook_ads.errors import bad_parameter
from sandbox.facebook_ads.objects import identity, updated_at
from sandbox.market.model.ads import Ad, AdSet, Campaign
from sandbox.market.model.history import value_at

HIDDEN = frozenset({"ARCHIVED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One entry of ``filtering``: a field with its prefix (``campaign.``), an operator and a value."""

    prefix: str
    field: str
    operator: str
    value: Any

    def holds(self, found: Any) -> bool:
        """Whether ``found`` passes; what is missing never does."""
        if found is None:
            return False
        return bool(_OPERATORS[self.operator](found, self.value))


def _number(value: Any) -> float:
    return float(str(value))


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda found, value: str(found) == str(value),
    "NOT_EQUAL": lambda found, value: str(found) != str(value),
    "IN": lambda found, value: str(found) in {str(item) for item in value},
    "NOT_IN": lambda found, value: str(found) not in {str(item) for item in value},
    "GREATER_THAN": lambda found, value: _number(found) > _number(value),
    "GREATER_THAN_OR_EQUAL": lambda found, value: _number(found) >= _number(value),
    "LESS_THAN": lambda found, value: _number(found) < _number(value),
    "LESS_THAN_OR_EQUAL": lambda found, value: _number(found) <= _number(value),
    "CONTAIN": lambda found, value: str(value).lower() in str(found).lower(),
    "NOT_CONTAIN": lambda found, value: str(value).lower() not in str(found).lower(),
}


def conditions(filtering: Any) -> tuple[Condition, ...]:
    """The entries of a ``filtering`` parameter; raises error 100 for what is no filter."""
    if filtering is None:
        return ()
    parsed = []
    for entry in filtering:
        operator = entry.get("operator", "")
        if operator not in _OPERATORS or "field" not in entry:
            raise bad_parameter("param filtering must be an array of {field, operator, value}")
        prefix, _, name = str(entry["field"]).rpartition(".")
        parsed.append(Condition(prefix, name, operator, entry.get("value")))
    return tuple(parsed)


def visible(effective: str, wanted: Sequence[str], filters: Sequence[Condition]) -> bool:
    """Whether a list edge shows an object: archived and deleted ones only on request."""
    if wanted:
        return effective in wanted
    if any(condition.field == "effective_status" for condition in filters):
        return True
    return effective not in HIDDEN


def attribute(record: Campaign | AdSet | Ad, field: str, effective: str, now: datetime) -> Any:
    """What a filter on ``field`` compares: moments are epoch seconds; None for a field that cannot be filtered."""
    match field:
        case "id":
            return identity(record)
        case "name":
            return value_at(record.names, now)
        case "effective_status" | "delivery_status":
            return effective
        case "status" | "configured_status":
            return value_at(record.statuses, now).upper()
        case "updated_time":
            return int(updated_at(record, now).timestamp())
        case "created_time":
            return int(record.created_at.timestamp())
        case _:
            return None
