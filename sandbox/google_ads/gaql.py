"""The Google Ads query language: text to a parsed query, with the API's own error names."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.google_ads.failures import query_fault

T = TypeVar("T")

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<number>-?\d+(?:\.\d+)?(?![\w.-]))"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<symbol>!=|<=|>=|=|<|>|\(|\)|,)|(?P<date>\d{4}-\d{2}-\d{2}))"
)
_CLAUSES = ("SELECT", "FROM", "WHERE", "ORDER", "LIMIT", "PARAMETERS")
_COMPARISONS = ("=", "!=", ">", ">=", "<", "<=")


@dataclass(frozen=True, slots=True)
class Condition:
    """``field operator values``, joined to the other conditions by AND. ``values`` are texts as written."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; ``order_by`` pairs a field with True for descending."""

    select: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...] = ()
    order_by: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)


def parse(text: str) -> Query:
    """The query in ``text``; raises GoogleAdsError with the queryError that the API would name."""
    reader = _Reader(_tokens(text))
    reader.expect("SELECT", "EXPECTED_SELECT")
    select = reader.separated(reader.name)
    reader.expect("FROM", "EXPECTED_FROM")
    resource = reader.name()
    conditions: tuple[Condition, ...] = ()
    order_by: tuple[tuple[str, bool], ...] = ()
    limit = None
    parameters: dict[str, str] = {}
    if reader.take("WHERE"):
        conditions = _conditions(reader)
    if reader.take("ORDER"):
        reader.expect("BY", "EXPECTED_BY")
        order_by = reader.separated(lambda: _ordering(reader))
    if reader.take("LIMIT"):
        limit = _limit(reader.value())
    if reader.take("PARAMETERS"):
        parameters = dict(reader.separated(lambda: _parameter(reader)))
    if (rest := reader.peek()) is not None:
        raise query_fault("UNEXPECTED_INPUT", f"Error in query: unexpected input {rest}.")
    return Query(select, resource, conditions, order_by, limit, parameters)


def _tokens(text: str) -> list[str]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            name = "STRING_NOT_TERMINATED" if text[position:].lstrip()[:1] in "'\"" else "BAD_SYMBOL"
            raise query_fault(name, f"Error in query: cannot read {text[position : position + 20]!r}.")
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


def _conditions(reader: "_Reader") -> tuple[Condition, ...]:
    conditions = [_condition(reader)]
    while reader.take("AND"):
        conditions.append(_condition(reader))
    if reader.peek_word() == "OR":
        raise query_fault("EXPECTED_AND", "Error in query: conditions can only be joined by AND.")
    return tuple(conditions)


def _condition(reader: "_Reader") -> Condition:
    name = reader.name()
    word = reader.next_word()
    if word in _COMPARISONS:
        return Condition(name, word, (reader.value(),))
    if word == "NOT":
        word = f"NOT {reader.next_word()}"
    if word in ("IN", "NOT IN"):
        return Condition(name, word, reader.bracketed())
    if word in ("LIKE", "NOT LIKE", "REGEXP_MATCH", "NOT REGEXP_MATCH", "DURING"):
        return Condition(name, word, (reader.value(),))
    if word == "CONTAINS":
        kind = reader.next_word()
        if kind in ("ANY", "ALL", "NONE"):
            return Condition(name, f"CONTAINS {kind}", reader.bracketed())
    if word == "BETWEEN":
        low = reader.value()
        reader.expect("AND", "EXPECTED_VALUE_WITH_BETWEEN_OPERATOR")
        return Condition(name, word, (low, reader.value()))
    if word == "IS":
        negated = reader.take("NOT")
        reader.expect("NULL", "BAD_OPERATOR")
        return Condition(name, "IS NOT NULL" if negated else "IS NULL")
    raise query_fault("BAD_OPERATOR", f"Error in query: {word} is not an operator.", name)


def _ordering(reader: "_Reader") -> tuple[str, bool]:
    name = reader.name()
    descending = reader.take("DESC")
    if not descending:
        reader.take("ASC")
    return name, descending


def _limit(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise query_fault("BAD_LIMIT_VALUE", "Error in query: LIMIT must be a positive number.")
    return int(text)


def _parameter(reader: "_Reader") -> tuple[str, str]:
    name = reader.name()
    reader.expect("=", "UNEXPECTED_INPUT")
    value = reader.value().lower()
    if name not in ("include_drafts", "omit_unselected_resource_names"):
        raise query_fault("BAD_PARAMETER_NAME", f"Error in query: unknown parameter {name}.")
    if value not in ("true", "false"):
        raise query_fault("BAD_PARAMETER_VALUE", f"Error in query: {name} must be true or false.")
    return name, value


class _Reader:
    """A cursor over the tokens of one query."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._position = 0

    def peek(self) -> str | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def peek_word(self) -> str | None:
        token = self.peek()
        return token.upper() if token else None

    def next_word(self) -> str:
        return self._next().upper()

    def take(self, word: str) -> bool:
        """Steps over ``word`` if it stands next; says whether it did."""
        found = self.peek_word() == word
        self._position += found
        return found

    def expect(self, word: str, fault: str) -> None:
        if not self.take(word):
            raise query_fault(fault, f"Error in query: expected {word} but found {self.peek() or 'the end'}.")

    def name(self) -> str:
        token = self._next()
        if not re.fullmatch(r"[A-Za-z_][\w.]*", token) or token.upper() in _CLAUSES:
            raise query_fault("BAD_FIELD_NAME", f"Error in query: {token} is not a field name.")
        return token

    def value(self) -> str:
        """A literal without its quotes."""
        token = self._next()
        if token[0] in "'\"":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if token in ("(", ")", ","):
            raise query_fault("EXPECTED_SINGLE_VALUE", f"Error in query: expected a value but found {token}.")
        return token

    def bracketed(self) -> tuple[str, ...]:
        self.expect("(", "EXPECTED_LIST")
        if self.peek() == ")":
            raise query_fault("PROHIBITED_EMPTY_LIST_IN_CONDITION", "Error in query: the list is empty.")
        values = self.separated(self.value)
        self.expect(")", "EXPECTED_LIST")
        return values

    def separated(self, read: Callable[[], T]) -> tuple[T, ...]:
        items = [read()]
        while self.take(","):
            items.append(read())
        return tuple(items)

    def _next(self) -> str:
        token = self.peek()
        if token is None:
            raise query_fault("UNEXPECTED_END_OF_QUERY", "Error in query: unexpected end of query.")
        self._position += 1
        return token
