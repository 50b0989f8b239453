"""The search syntax of ``query`` arguments: ``field:>='value'``, ``-field:x``, AND, OR and brackets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

Kind = Literal["time", "day", "number", "text", "boolean"]
Term = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<bracket>[()])|(?P<word>AND|OR|NOT)\b"
    r"|(?P<minus>-)?(?P<field>\w+):(?P<operator>>=|<=|>|<)?(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<bare>[^\s()]+))"
    r"|(?P<other>[^\s()]+))"
)


@dataclass(frozen=True, slots=True)
class SearchField:
    """A searchable field: the key of the record it looks at, and how values are compared.

    ``time`` compares moments (a bare day means its whole day in UTC), ``day`` whole days only.
    """

    key: str
    kind: Kind


@lru_cache(maxsize=1024)
def compiled_search(text: str, fields: tuple[tuple[str, SearchField], ...]) -> Term:
    """A predicate over search records for ``text``; unknown fields and unreadable times match everything, as the
    API ignores them."""
    return _Parser(text, dict(fields)).parse()


class _Parser:
    def __init__(self, text: str, fields: Mapping[str, SearchField]) -> None:
        self._tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        self._fields = fields
        self._at = 0

    def parse(self) -> Term:
        return self._either() if self._tokens else _everything

    def _peek(self, name: str, value: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at].group(name) == value

    def _either(self) -> Term:
        options = [self._all()]
        while self._peek("word", "OR"):
            self._at += 1
            options.append(self._all())
        return options[0] if len(options) == 1 else lambda record: any(option(record) for option in options)

    def _all(self) -> Term:
        parts = [self._one()]
        while self._at < len(self._tokens) and not self._peek("word", "OR") and not self._peek("bracket", ")"):
            if self._peek("word", "AND"):
                self._at += 1
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda record: all(part(record) for part in parts)

    def _one(self) -> Term:
        if self._at >= len(self._tokens):
            return _everything
        token = self._tokens[self._at]
        self._at += 1
        if token.group("word") == "NOT":
            return _not(self._one())
        if token.group("bracket") == "(":
            inner = self._either()
            self._at += 1
            return inner
        if not token.group("field"):
            return _everything
        value = next(token.group(name) for name in ("single", "double", "bare") if token.group(name) is not None)
        term = _comparison(self._fields.get(token.group("field")), token.group("operator"), value)
        return _not(term) if token.group("minus") else term


def _comparison(searched: SearchField | None, operator: str | None, value: str) -> Term:
    if searched is None or value in ("any", "*"):
        return _everything
    key = searched.key
    if searched.kind in ("time", "day"):
        return _time_comparison(key, operator, value, whole_days=searched.kind == "day")
    if searched.kind == "number":
        number = int(re.sub(r"\D", "", value.split("?")[0]) or -1)
        return _ordered(key, operator, number)
    wanted: Any = value == "true" if searched.kind == "boolean" else value.lower()
    return lambda record: record[key] == wanted


def _time_comparison(key: str, operator: str | None, value: str, whole_days: bool) -> Term:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _everything
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if not whole_days and (operator or len(value) > 10):
        return _ordered(key, operator, moment)
    day = moment.date()
    compare = _ordered("day", operator, day)
    return lambda record: compare({"day": record[key].date()})


def _ordered(key: str, operator: str | None, value: Any) -> Term:
    if operator == ">=":
        return lambda record: record[key] is not None and record[key] >= value
    if operator == ">":
        return lambda record: record[key] is not None and record[key] > value
    if operator == "<=":
        return lambda record: record[key] is not None and record[key] <= value
    if operator == "<":
        return lambda record: record[key] is not None and record[key] < value
    return lambda record: bool(record[key] == value)


def _not(term: Term) -> Term:
    return lambda record: not term(record)


def _everything(_: Mapping[str, Any]) -> bool:
    return True
