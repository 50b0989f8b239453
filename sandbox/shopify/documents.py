"""Documents parsed and checked against the schema, once per query text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    build_schema,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import get_directive_values, get_variable_values
from graphql.validation import FieldsOnCorrectTypeRule, KnownArgumentNamesRule, ValidationRule

from sandbox.shopify.wire_errors import RefusedQueryError, location_of, syntax_error, validation_error, wire_error


@lru_cache(maxsize=1)
def admin_schema() -> GraphQLSchema:
    """The part of the Admin schema that the sandbox serves."""
    folder = Path(__file__).parent / "schema"
    return build_schema("\n".join(path.read_text() for path in sorted(folder.glob("*.graphql"))))


class UndefinedFieldRule(ValidationRule):
    """Reports unknown fields the way the Admin API does."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.context.get_parent_type()
        if parent is None or self.context.get_field_def():
            return
        name = node.name.value
        self.report_error(
            GraphQLError(
                f"Field '{name}' doesn't exist on type '{parent.name}'",
                node,
                extensions={"code": "undefinedField", "typeName": parent.name, "fieldName": name},
            )
        )


class UnknownArgumentRule(ValidationRule):
    """Reports unknown arguments the way the Admin API does."""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        definition, parent = self.context.get_field_def(), self.context.get_parent_type()
        if definition is None or parent is None or self.context.get_argument() or self.context.get_directive():
            return
        field_name = next(name for name, known in getattr(parent, "fields", {}).items() if known is definition)
        name = node.name.value
        self.report_error(
            GraphQLError(
                f"Field '{field_name}' doesn't accept argument '{name}'",
                node,
                extensions={
                    "code": "argumentNotAccepted",
                    "name": field_name,
                    "typeName": "Field",
                    "argumentName": name,
                },
            )
        )


_RULES = [
    *(rule for rule in specified_rules if rule not in (FieldsOnCorrectTypeRule, KnownArgumentNamesRule)),
    UndefinedFieldRule,
    UnknownArgumentRule,
]


@dataclass(frozen=True, slots=True)
class Document:
    """A checked document; ``plans`` is where the projection keeps what it compiled from it."""

    source: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    plans: dict[Any, Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation called ``name``, or the only one; raises RefusedQueryError."""
        if name and name in self.operations:
            return self.operations[name]
        if name or len(self.operations) != 1:
            raise RefusedQueryError(
                wire_error(f"No operation named {name!r}" if name else "Must provide an operation name")
            )
        return next(iter(self.operations.values()))


@lru_cache(maxsize=512)
def checked_document(text: str) -> Document:
    """``text`` parsed and validated; raises RefusedQueryError with the wire errors."""
    try:
        source = parse(text)
    except GraphQLError as error:
        raise RefusedQueryError(syntax_error(error)) from error
    problems = validate(admin_schema(), source, _RULES)
    if problems:
        raise RefusedQueryError(*map(validation_error, problems))
    operations = {
        node.name.value if node.name else "": node
        for node in source.definitions
        if isinstance(node, OperationDefinitionNode)
    }
    fragments = {node.name.value: node for node in source.definitions if isinstance(node, FragmentDefinitionNode)}
    return Document(source, operations, fragments)


def coerced_variables(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of ``operation`` with defaults and checked types; raises RefusedQueryError."""
    values = get_variable_values(admin_schema(), operation.variable_definitions, dict(given))
    if isinstance(values, list):
        raise RefusedQueryError(
            *(
                wire_error(problem.message, "INVALID_VARIABLE")
                | ({"locations": [location_of(problem.nodes[0])]} if problem.nodes else {})
                for problem in values
            )
        )
    return values


def root_type(operation: OperationDefinitionNode) -> GraphQLObjectType:
    """The type that ``operation`` starts from."""
    root = admin_schema().get_root_type(operation.operation)
    assert root is not None
    return root


def collect_fields(
    parent: GraphQLObjectType,
    selection: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    into: dict[str, list[FieldNode]],
) -> None:
    """Puts what ``selection`` selects of ``parent`` under its answer keys, without what directives leave out."""
    for node in selection.selections:
        skip = get_directive_values(GraphQLSkipDirective, node, dict(variables))
        include = get_directive_values(GraphQLIncludeDirective, node, dict(variables))
        if (skip and skip["if"]) or (include and not include["if"]):
            continue
        if isinstance(node, FieldNode):
            into.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            continue
        condition, inner = fragment_of(fragments, node)
        if condition is None or _applies(condition, parent):
            collect_fields(parent, inner, fragments, variables, into)


def fragment_of(
    fragments: Mapping[str, FragmentDefinitionNode], node: SelectionNode
) -> tuple[str | None, SelectionSetNode]:
    """The type condition and the selection of a spread or an inline fragment."""
    fragment = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
    assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
    condition = fragment.type_condition
    return (condition.name.value if condition else None), fragment.selection_set


def _applies(condition: str, parent: GraphQLObjectType) -> bool:
    if condition == parent.name:
        return True
    type_ = admin_schema().type_map.get(condition)
    return isinstance(type_, GraphQLInterfaceType) and admin_schema().is_sub_type(type_, parent)
