"""The GraphQL documents beside this module: each operation with the fragments that it spreads."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

FOLDER = Path(__file__).parent / "documents"
_TEXT = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.graphql")))
"""Read together with the modules that fill in its variables: a process that runs on through an update of the product
would else send the next release's documents with this one's variables."""


@lru_cache(maxsize=1)
def all_documents() -> dict[str, str]:
    """The text of every operation by its name, ready to be sent."""
    definitions = parse(_TEXT).definitions
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    return {
        node.name.value: with_fragments(node, fragments)
        for node in definitions
        if isinstance(node, OperationDefinitionNode) and node.name
    }


def with_fragments(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> str:
    """The text of ``operation`` and of those ``fragments`` that it spreads, one way or another."""
    needed: dict[str, FragmentDefinitionNode] = {}
    open_nodes: list[Node] = [operation]
    while open_nodes:
        for name in _spreads(open_nodes.pop()):
            if name not in needed:
                needed[name] = fragments[name]
                open_nodes.append(fragments[name])
    return "\n\n".join(map(print_ast, [operation, *needed.values()]))


def _spreads(node: Node) -> list[str]:
    collector = _SpreadCollector()
    visit(node, collector)
    return collector.names


class _SpreadCollector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)
