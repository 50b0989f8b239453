"""Every claim about security names a test that exists."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CLAIMS = [
    line for line in (REPOSITORY / "docs" / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Claim")
]  # fmt: skip


def test_there_are_claims() -> None:
    assert len(CLAIMS) > 10


@pytest.mark.parametrize("line", CLAIMS, ids=lambda line: line[2:50])
def test_its_tests_exist(line: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", line)
    assert named
    for path, name in named:
        tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
        found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in found if name else found
