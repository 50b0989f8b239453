"""How the arguments of a selected field are read: constants once, variables at each execution."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import FieldNode, Undefined, ValueNode, VariableNode, value_from_ast_untyped
from graphql.language import ListValueNode
from graphql.type import GraphQLField

Variables = Mapping[str, Any]
Arguments = Callable[[Variables], Mapping[str, Any]]


def arguments_of(definition: GraphQLField, node: FieldNode) -> Arguments:
    """Reads the arguments of a field; constants are read once, a variable that is not given leaves the default."""
    constants = {
        name: argument.default_value
        for name, argument in definition.args.items()
        if argument.default_value is not Undefined
    }
    variable: dict[str, ValueNode] = {}
    for argument in node.arguments:
        if _has_variable(argument.value):
            variable[argument.name.value] = argument.value
        else:
            constants[argument.name.value] = value_from_ast_untyped(argument.value)
    if not variable:
        return lambda _: constants

    def read(variables: Variables) -> Mapping[str, Any]:
        given = {name: value_from_ast_untyped(value, dict(variables)) for name, value in variable.items()}
        return constants | {name: value for name, value in given.items() if value is not Undefined}

    return read


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_has_variable, value.values))
    return isinstance(value, VariableNode)


def no_arguments(_: Variables) -> Mapping[str, Any]:
    """A field without arguments."""
    return {}
