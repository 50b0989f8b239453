"""What a query may cost at most.

The published rules: a scalar costs nothing, an object 1, an interface its dearest branch, a connection what its page
size asks for. How a connection is sized is not published; here it costs 2 plus its page size times the cost of a node.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)
from graphql.type import GraphQLInterfaceType, GraphQLObjectType

from sandbox.shopify.documents import Document, admin_schema, fragment_of, root_type
from sandbox.shopify.paging import page_size
from sandbox.shopify.projection import FREE_TYPES


def requested_cost(document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
    """The points that ``operation`` asks for; raises RefusedQueryError for a connection without a page size."""
    sizes = tuple(
        (name, len(value) if isinstance(value, list) else value)
        for name, value in sorted(variables.items())
        if isinstance(value, int | list)
    )
    place = ("cost", operation.name.value if operation.name else "", sizes)
    if place not in document.plans:
        pricing = _Pricing(document, variables)
        document.plans[place] = _mutations(operation) + pricing.selection(
            root_type(operation), operation.selection_set, (operation.operation.value,)
        )
    cost: int = document.plans[place]
    return cost


def _mutations(operation: OperationDefinitionNode) -> int:
    """What the fields of a mutation cost beside what they return."""
    return 10 * len(operation.selection_set.selections) if operation.operation is OperationType.MUTATION else 0


@dataclass(frozen=True, slots=True)
class _Pricing:
    document: Document
    variables: Mapping[str, Any]

    def selection(self, type_: GraphQLNamedType, selected: SelectionSetNode, path: tuple[str, ...]) -> int:
        total = 0
        dearest_branch = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                total += self._field(type_, node, path)
                continue
            condition, inner = fragment_of(self.document.fragments, node)
            if condition is None or condition == type_.name:
                total += self.selection(type_, inner, path)
            else:
                branch = admin_schema().type_map[condition]
                dearest_branch = max(dearest_branch, self.selection(branch, inner, path))
        return total + dearest_branch

    def _field(self, type_: GraphQLNamedType, node: FieldNode, path: tuple[str, ...]) -> int:
        if node.selection_set is None or not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        named = get_named_type(type_.fields[node.name.value].type)
        here = (*path, node.name.value)
        if isinstance(named, GraphQLObjectType) and named.name.endswith("Connection"):
            return 2 + page_size(self._arguments(node), here) * self._item(named, node.selection_set, here)
        cost = (0 if named.name in FREE_TYPES else 1) + self.selection(named, node.selection_set, here)
        return cost * len(self._arguments(node).get("ids", (None,)))

    def _item(self, connection: GraphQLObjectType, selected: SelectionSetNode, path: tuple[str, ...]) -> int:
        """The cost of one item of a connection: of what ``nodes`` and ``edges`` select of it."""
        item = get_named_type(connection.fields["nodes"].type)
        cost = 1
        for part in selected.selections:
            if not isinstance(part, FieldNode) or part.selection_set is None:
                continue
            if part.name.value == "nodes":
                cost += self.selection(item, part.selection_set, path)
            elif part.name.value == "edges":
                edge = get_named_type(connection.fields["edges"].type)
                cost += self.selection(edge, part.selection_set, path) - 1
        return cost

    def _arguments(self, node: FieldNode) -> dict[str, Any]:
        return {
            argument.name.value: (
                self.variables.get(argument.value.name.value)
                if isinstance(argument.value, VariableNode)
                else value_from_ast_untyped(argument.value)
            )
            for argument in node.arguments
        }
