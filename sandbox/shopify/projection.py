"""Selections compiled once per document and applied to plain nodes.

A node is a dict by field name that holds ``__typename``; scalars are in wire form already, a connection is a list of
nodes or a Listing, and a number in the place of an object is the id of a node that the run looks up. A node may bring
``*``: fields that are served whether they were selected or not (replayed records).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)
from graphql.type import GraphQLField

from sandbox.shopify.arguments import Arguments, Variables, arguments_of, no_arguments
from sandbox.shopify.documents import Document, admin_schema, collect_fields, root_type
from sandbox.shopify.identifiers import gid
from sandbox.shopify.paging import Listing, page_of

Node = Mapping[str, Any]
UNSELECTED = "*"
FREE_TYPES = frozenset({"MoneyV2", "PageInfo"})
"""An amount is counted with its money bag, and page information with its connection."""


@dataclass(slots=True)
class Run:
    """One execution: its variables, how to look nodes up, which fields are refused, and the cost so far."""

    variables: Variables
    look_up: Callable[[str, int], Node | None]
    denied: frozenset[tuple[str, str]] = frozenset()
    cost: int = 0
    denied_paths: set[tuple[str, ...]] = field(default_factory=set)


Projector = Callable[[Any, Run], Any]


@dataclass(frozen=True, slots=True)
class CompiledField:
    """A selected field: where it goes, how its arguments are read and how its value is projected."""

    key: str
    name: str
    arguments: Arguments
    project: Projector | None


def root_fields(document: Document, operation: OperationDefinitionNode, variables: Variables) -> list[CompiledField]:
    """The compiled top-level fields of ``operation``; kept with the document."""
    switches = tuple((name, value) for name, value in sorted(variables.items()) if isinstance(value, bool))
    place = (operation.name.value if operation.name else "", switches)
    if place not in document.plans:
        compiler = _Compiler(document.fragments, variables)
        document.plans[place] = compiler.fields(root_type(operation), [operation.selection_set], ())
    fields: list[CompiledField] = document.plans[place]
    return fields


class _Compiler:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Variables) -> None:
        self._fragments = fragments
        self._variables = variables

    def fields(
        self, parent: GraphQLObjectType, selections: list[SelectionSetNode], path: tuple[str, ...]
    ) -> list[CompiledField]:
        collected: dict[str, list[FieldNode]] = {}
        for selection in selections:
            self._collect(parent, selection, collected)
        return [self._field(parent, key, nodes, path) for key, nodes in collected.items()]

    def _field(
        self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], path: tuple[str, ...]
    ) -> CompiledField:
        name = nodes[0].name.value
        if name == "__typename":
            return CompiledField(key, name, no_arguments, None)
        definition = parent.fields[name]
        arguments = arguments_of(definition, nodes[0])
        type_ = get_named_type(definition.type)
        here = (*path, key)
        inner = [node.selection_set for node in nodes if node.selection_set]
        project: Projector | None = None
        if type_.name.endswith("Connection"):
            assert isinstance(type_, GraphQLObjectType)
            project = self._connection(type_, inner, arguments, here)
        elif not is_leaf_type(type_):
            project = _limited(self._node(type_, inner, here), arguments, definition)
        return CompiledField(key, name, arguments, _guarded(project, (parent.name, name), here))

    def _collect(
        self, parent: GraphQLObjectType, selection: SelectionSetNode, into: dict[str, list[FieldNode]]
    ) -> None:
        collect_fields(parent, selection, self._fragments, self._variables, into)

    def _node(self, type_: GraphQLNamedType, inner: list[SelectionSetNode], path: tuple[str, ...]) -> Projector:
        """Projects an object, a list of objects or nothing; what is selected depends on the object's own type."""
        schema = admin_schema()
        plans: dict[str, tuple[list[CompiledField], int, bool]] = {}

        def plan(name: str) -> tuple[list[CompiledField], int, bool]:
            concrete = schema.type_map[name]
            assert isinstance(concrete, GraphQLObjectType)
            fields = self.fields(concrete, inner, path)
            only_id = all(compiled.name == "id" for compiled in fields)
            plans[name] = (fields, 0 if name in FREE_TYPES else 1, only_id)
            return plans[name]

        only = type_.name if isinstance(type_, GraphQLObjectType) else None

        def project(value: Any, run: Run) -> Any:
            if value is None:
                return None
            if isinstance(value, list | tuple):
                return [project(item, run) for item in value]
            name = only or (type_.name if type(value) is int else value["__typename"])
            fields, cost, only_id = plans.get(name) or plan(name)
            run.cost += cost
            if type(value) is int:
                value = {"id": gid(name, value)} if only_id else run.look_up(name, value)
                if value is None:
                    return None
            answer = {}
            for compiled in fields:
                item = value.get(compiled.name) if compiled.name != "__typename" else name
                answer[compiled.key] = item if compiled.project is None else compiled.project(item, run)
            if UNSELECTED in value:
                answer |= {key: item for key, item in value[UNSELECTED].items() if key not in answer}
            return answer

        return project

    def _connection(
        self, type_: GraphQLObjectType, inner: list[SelectionSetNode], arguments: Arguments, path: tuple[str, ...]
    ) -> Projector:
        collected: dict[str, list[FieldNode]] = {}
        for selection in inner:
            self._collect(type_, selection, collected)
        parts: list[tuple[str, str, Projector]] = []
        for key, nodes in collected.items():
            name = nodes[0].name.value
            item_type = get_named_type(type_.fields[name].type) if name in type_.fields else type_
            selected = [node.selection_set for node in nodes if node.selection_set]
            project = self._node(item_type, selected, (*path, key)) if selected else _as_is
            parts.append((key, name, project))

        def project_connection(value: Any, run: Run) -> Any:
            if value is None:
                return None
            listing = value if isinstance(value, Listing) else Listing(value)
            page = page_of(listing, arguments(run.variables))
            run.cost += 2
            answer: dict[str, Any] = {}
            for key, name, project in parts:
                if name == "nodes":
                    answer[key] = project(list(page.items), run)
                elif name == "edges":
                    edges = [
                        {"cursor": page.cursor(index), "node": page.listing.items[index]}
                        for index in range(page.start, page.end)
                    ]
                    run.cost -= len(edges)
                    answer[key] = project(edges, run)
                else:
                    answer[key] = type_.name if name == "__typename" else project(page.info(), run)
            return answer

        return project_connection


def _guarded(project: Projector | None, place: tuple[str, str], path: tuple[str, ...]) -> Projector | None:
    """``project`` unless the run denies the field, which then is null and noted."""

    def guarded(value: Any, run: Run) -> Any:
        if place in run.denied:
            run.denied_paths.add(path)
            return None
        return value if project is None else project(value, run)

    return guarded if place in GUARDED_FIELDS else project


GUARDED_FIELDS = frozenset(
    {
        ("Order", "customer"),
        ("Order", "email"),
        ("Order", "phone"),
        ("Order", "billingAddress"),
        ("Order", "shippingAddress"),
        ("Customer", "defaultEmailAddress"),
        ("Customer", "defaultAddress"),
        ("InventoryItem", "unitCost"),
    }
)
"""Fields inside an answer that a scope or an approval may take away (top-level fields are checked on their own)."""


def _limited(project: Projector, arguments: Arguments, definition: GraphQLField) -> Projector:
    """Plain lists are cut at ``first``."""
    if "first" not in definition.args:
        return project

    def limited(value: Any, run: Run) -> Any:
        return project(value[: arguments(run.variables).get("first")] if value else value, run)

    return limited


def _as_is(value: Any, _: Run) -> Any:
    return value
