"""The query of a bulk operation: what it may ask for, and the lines that it makes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from graphql import (
    FieldNode,
    GraphQLObjectType,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
)
from graphql.type import GraphQLNonNull

from sandbox.shopify.arguments import arguments_of
from sandbox.shopify.documents import Document, admin_schema, checked_document, collect_fields, root_type
from sandbox.shopify.identifiers import gid
from sandbox.shopify.wire_errors import RefusedQueryError

MOST_CONNECTIONS = 5
DEEPEST_CONNECTION = 3
"""The top-level connection, and two below one another in it."""

Node = Mapping[str, Any]
LookUp = Callable[[str, int], Node | None]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that is asked for: its ``key`` in the line, and what is selected of ``type_``, its own or its items'."""

    key: str
    name: str
    kind: Literal["typename", "leaf", "object", "connection"]
    type_: Any
    selected: list[SelectionSetNode]


class InvalidBulkQueryError(Exception):
    """The query breaks a rule of bulk operations; the text says which."""


class BulkQuery:
    """A checked query: its top-level connection with its arguments; raises InvalidBulkQueryError."""

    def __init__(self, text: str) -> None:
        try:
            self._document: Document = checked_document(text)
            operation = self._document.operation(None)
        except RefusedQueryError as refusal:
            raise InvalidBulkQueryError(refusal.errors[0]["message"]) from refusal
        if operation.variable_definitions:
            raise InvalidBulkQueryError("Bulk queries cannot have variables.")
        self._plans: dict[tuple[str, ...], list[_Asked]] = {}
        fields = self._fields(root_type(operation), [operation.selection_set])
        if len(fields) != 1:
            raise InvalidBulkQueryError("Bulk queries must have exactly one top-level field.")
        (self._field,) = (nodes[0] for nodes in fields.values())
        self._definition = root_type(operation).fields[self._field.name.value]
        self.kind = self._field.name.value
        type_ = get_named_type(self._definition.type)
        if not (isinstance(type_, GraphQLObjectType) and type_.name.endswith("Connection")):
            raise InvalidBulkQueryError("Bulk queries must contain at least one connection.")
        if self._connections(root_type(operation), [operation.selection_set], 0, False) > MOST_CONNECTIONS:
            raise InvalidBulkQueryError(f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections.")
        self._type, self._selected = self._items(type_, self._field)

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the top-level connection."""
        return arguments_of(self._definition, self._field)({})

    def denied(self, fields: frozenset[tuple[str, str]]) -> bool:
        """Whether the query asks for one of ``fields`` (type and name)."""
        return any(self._asks_for(self._type, self._selected, place) for place in fields)

    def lines(self, ids: Sequence[int], look_up: LookUp) -> Iterator[list[Line]]:
        """The lines of each top-level object: itself, then what its connections hold."""
        for number in ids:
            node = look_up(self._type.name, number)
            if node is not None:
                yield list(self._lines(self._type, node, self._selected, None, look_up))

    def _lines(
        self, type_: Any, node: Node, selected: list[SelectionSetNode], parent: str | None, look_up: LookUp
    ) -> Iterator[Line]:
        concrete = admin_schema().type_map[node["__typename"]]
        line, children = self._record(concrete, node, selected, look_up)
        yield line if parent is None else {**line, "__parentId": parent}
        for child_type, child, child_selected in children:
            yield from self._lines(child_type, child, child_selected, str(line["id"]), look_up)

    def _record(
        self, type_: Any, node: Node, selected: list[SelectionSetNode], look_up: LookUp
    ) -> tuple[Line, list[tuple[Any, Node, list[SelectionSetNode]]]]:
        """An object without its connections, and what these hold, also those of the objects inside it."""
        line: Line = {}
        children: list[tuple[Any, Node, list[SelectionSetNode]]] = []
        for asked in self._plan(type_, selected):
            value = node.get(asked.name)
            if asked.kind == "typename":
                line[asked.key] = type_.name
            elif asked.kind == "connection":
                children += [
                    (asked.type_, self._node(asked.type_, each, look_up), asked.selected) for each in value or ()
                ]
            elif asked.kind == "leaf" or value is None:
                line[asked.key] = value
            elif isinstance(value, list):
                line[asked.key] = [self._inside(asked.type_, each, asked.selected, look_up)[0] for each in value]
            else:
                line[asked.key], below = self._inside(asked.type_, value, asked.selected, look_up)
                children += below
        return line, children

    def _plan(self, type_: Any, selected: list[SelectionSetNode]) -> list[_Asked]:
        """What ``selected`` asks of a type; found out once, for a query makes thousands of lines."""
        place = (type_.name, *(str(id(selection)) for selection in selected))
        if place not in self._plans:
            fields = self._fields(type_, selected).items()
            self._plans[place] = [self._asked(type_, key, nodes) for key, nodes in fields]
        return self._plans[place]

    def _asked(self, type_: Any, key: str, nodes: list[FieldNode]) -> _Asked:
        name = nodes[0].name.value
        if name == "__typename":
            return _Asked(key, name, "typename", type_, [])
        named = get_named_type(type_.fields[name].type)
        if named.name.endswith("Connection"):
            return _Asked(key, name, "connection", *self._items(named, nodes[0]))
        inner = [node.selection_set for node in nodes if node.selection_set]
        return _Asked(key, name, "leaf" if is_leaf_type(named) else "object", named, inner)

    def _inside(self, named: Any, value: Any, inner: list[SelectionSetNode], look_up: LookUp) -> Any:
        node = self._node(named, value, look_up)
        return self._record(admin_schema().type_map[node["__typename"]], node, inner, look_up)

    def _node(self, type_: Any, value: Any, look_up: LookUp) -> Node:
        """A number in the place of an object is its id."""
        if not isinstance(value, int):
            node: Node = value
            return node
        return look_up(type_.name, value) or {"__typename": type_.name, "id": gid(type_.name, value)}

    def _items(self, connection: Any, field: FieldNode) -> tuple[Any, list[SelectionSetNode]]:
        """The type of a connection's items and what is selected of them, by ``nodes`` or by ``edges``."""
        selected: list[SelectionSetNode] = []
        assert field.selection_set is not None
        for nodes in self._fields(connection, [field.selection_set]).values():
            for node in nodes:
                if node.name.value == "nodes" and node.selection_set:
                    selected.append(node.selection_set)
                elif node.name.value == "edges" and node.selection_set:
                    edge = get_named_type(connection.fields["edges"].type)
                    for parts in self._fields(edge, [node.selection_set]).values():
                        selected += [part.selection_set for part in parts if part.selection_set]
        return get_named_type(connection.fields["nodes"].type), selected

    def _connections(self, type_: Any, selected: list[SelectionSetNode], depth: int, in_list: bool) -> int:
        """How many connections there are; raises InvalidBulkQueryError for one that is too deep or in a list."""
        count = 0
        for nodes in self._everywhere(type_, selected):
            field = nodes.name.value
            named = get_named_type(type_.fields[field].type)
            if is_leaf_type(named) or nodes.selection_set is None:
                continue
            if named.name.endswith("Connection"):
                if in_list:
                    raise InvalidBulkQueryError(
                        "Queries that contain a connection field within a list field are not supported."
                    )
                if depth + 1 > DEEPEST_CONNECTION:
                    raise InvalidBulkQueryError("Bulk queries cannot nest connections deeper than two levels.")
                item, item_selected = self._items(named, nodes)
                count += 1 + self._all_kinds(item, item_selected, depth + 1, in_list)
            else:
                below = in_list or _is_list(type_.fields[field].type)
                count += self._all_kinds(named, [nodes.selection_set], depth, below)
        return count

    def _all_kinds(self, type_: Any, selected: list[SelectionSetNode], depth: int, in_list: bool) -> int:
        kinds = [type_] if isinstance(type_, GraphQLObjectType) else admin_schema().get_possible_types(type_)
        return max(self._connections(kind, selected, depth, in_list) for kind in kinds)

    def _asks_for(self, type_: Any, selected: list[SelectionSetNode], place: tuple[str, str]) -> bool:
        kinds = [type_] if isinstance(type_, GraphQLObjectType) else admin_schema().get_possible_types(type_)
        for kind in kinds:
            for node in self._everywhere(kind, selected):
                if (kind.name, node.name.value) == place:
                    return True
                named = get_named_type(kind.fields[node.name.value].type)
                if node.selection_set is None:
                    continue
                item, inner = (
                    self._items(named, node) if named.name.endswith("Connection") else (named, [node.selection_set])
                )
                if self._asks_for(item, inner, place):
                    return True
        return False

    def _everywhere(self, type_: Any, selected: list[SelectionSetNode]) -> list[FieldNode]:
        fields = self._fields(type_, selected).values()
        return [node for nodes in fields for node in nodes if node.name.value != "__typename"]

    def _fields(self, type_: Any, selected: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        collected: dict[str, list[FieldNode]] = {}
        for selection in selected:
            collect_fields(type_, selection, self._document.fragments, {}, collected)
        return collected


def _is_list(type_: Any) -> bool:
    return is_list_type(type_.of_type if isinstance(type_, GraphQLNonNull) else type_)
