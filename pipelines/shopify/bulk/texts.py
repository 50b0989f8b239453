"""Documents as bulk operations take them: without variables."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    Node,
    OperationDefinitionNode,
    StringValueNode,
    VariableNode,
    Visitor,
    parse,
    visit,
)

from pipelines.shopify.documents import with_fragments


def filled_in(text: str, values: Mapping[str, Any]) -> str:
    """``text`` with the variables ``values`` written into it: texts in arguments, switches in ``@include``."""
    definitions = visit(parse(text), _Filling(values)).definitions
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    (operation,) = (node for node in definitions if isinstance(node, OperationDefinitionNode))
    return with_fragments(operation, fragments)


class _Filling(Visitor):
    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self._values = values

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> Node:
        node.variable_definitions = ()
        return node

    def enter_variable_definition(self, *_: Any) -> Any:
        return REMOVE

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        return None if all(map(self._is_wanted, node.directives)) else REMOVE

    def enter_directive(self, *_: Any) -> Any:
        return REMOVE

    def enter_variable(self, node: VariableNode, *_: Any) -> Node:
        return StringValueNode(value=str(self._values[node.name.value]), block=False)

    def _is_wanted(self, directive: DirectiveNode) -> bool:
        condition = directive.arguments[0].value
        assert isinstance(condition, VariableNode)
        return bool(self._values[condition.name.value])
