"""The ``fields`` parameter: which parts of a record the caller asked for, nested ones included."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.facebook_ads.errors import bad_parameter, unknown_field

FieldTree = dict[str, "FieldTree"]


def parse(text: str) -> FieldTree:
    """``a,b{c,d}`` or a JSON array of names as a tree; edge modifiers such as ``.limit(5)`` are read over."""
    cleaned = text.strip()
    if cleaned.startswith("["):
        cleaned = cleaned.strip("[]").replace('"', "")
    symbols = iter(_symbols(cleaned))
    tree, closed = _level(symbols)
    if closed:
        raise bad_parameter("Syntax error: unexpected } in fields")
    return tree


def _symbols(text: str) -> Iterator[str]:
    word, depth = "", 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth:
            continue
        elif character in ",{}":
            if word.strip():
                yield word.strip()
            word = ""
            yield character
        else:
            word += character
    if word.strip():
        yield word.strip()


def _level(symbols: Iterator[str]) -> tuple[FieldTree, bool]:
    tree: FieldTree = {}
    name = ""
    for symbol in symbols:
        if symbol == "}":
            return tree, True
        if symbol == "{":
            tree[name], closed = _level(symbols)
            if not name or not closed:
                raise bad_parameter("Syntax error in fields: braces do not match")
        elif symbol != ",":
            name = symbol.split(".")[0]
            tree.setdefault(name, {})
    return tree, False


def select(record: Mapping[str, Any], tree: FieldTree, known: frozenset[str], node: str) -> dict[str, Any]:
    """The parts of ``record`` named in ``tree`` plus its id; names outside ``known`` raise error 100."""
    chosen: dict[str, Any] = {}
    for name, below in tree.items():
        if name not in known:
            raise unknown_field(name, node)
        value = record.get(name)
        if value is None:
            continue
        chosen[name] = _nested(value, below) if below else _identity(name, value)
    if "id" in record:
        chosen["id"] = record["id"]
    return chosen


def _identity(name: str, value: Any) -> Any:
    """A referenced object comes as its id unless more of it is asked for."""
    return {"id": value["id"]} if name == "creative" else value


def _nested(value: Any, below: FieldTree) -> Any:
    if isinstance(value, list):
        return [_nested(item, below) for item in value]
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if key in below or key == "id"}
    return value
