"""Ways to spoil a true answer: its bytes, or the fields of its records."""

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

SPOILERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "truncate": lambda body, _: body[: len(body) // 2],
    "bom": lambda body, _: codecs.BOM_UTF8 + body,
    "utf16": lambda body, _: body.decode().encode("utf-16"),
    "pad": lambda body, megabytes: body + b" " * (megabytes * 1024 * 1024),
    "twice": lambda body, _: _with_first_key_twice(body),
}
"""By kind of fault: the new body from the true one and a number of megabytes."""


def edited(body: bytes, edits: Sequence[Mapping[str, Any]]) -> bytes:
    """The JSON document ``body`` with ``edits`` made to its objects, wherever they stand.

    An edit names a ``field`` and concerns the objects that have it: ``{"drop": true}`` takes it away, ``{"name": new}``
    renames it, ``{"value": any}`` gives it another value, ``{"plus": 1}`` adds to the number that it holds, such as the
    length of a list that grows between two pages, ``{"also": [...]}`` adds to the list that it holds and
    ``{"beside": {…}}`` puts more fields next to it. ``most`` bounds how many objects an edit concerns.
    """
    document = orjson.loads(body)
    for edit in edits:
        found = [node for node in _objects(document) if edit["field"] in node]
        for node in found[: edit.get("most")]:
            _edit(node, edit)
    return orjson.dumps(document)


def _edit(node: dict[str, Any], edit: Mapping[str, Any]) -> None:
    field = edit["field"]
    if "value" in edit:
        node[field] = edit["value"]
    if "plus" in edit:
        node[field] += edit["plus"]
    if "also" in edit:
        node[field] = [*node[field], *edit["also"]]
    if "name" in edit:
        node[edit["name"]] = node[field]
    if "name" in edit or edit.get("drop"):
        del node[field]
    node.update(edit.get("beside", {}))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(item)


def _with_first_key_twice(body: bytes) -> bytes:
    """The first key of the first object stands there with null, then with its value: the last one counts."""
    start = body.index(b"{") + 1
    end = body.index(b":", start)
    return body[:start] + body[start:end] + b":null," + body[start:]
