"""Every claim about security names a test that exists, and the page says nothing besides claims."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LINES = (REPOSITORY / "docs" / "SECURITY.md").read_text(encoding="utf-8").splitlines()
CLAIMS = [line for line in LINES if line.startswith("| ") and not line.startswith("| Claim")]
TEST = r"`(tests/[\w/]+\.py)(?:::(\w+))?`"


def test_there_is_nothing_but_claims() -> None:
    assert len(CLAIMS) > 10
    assert [line for line in LINES if line and line not in CLAIMS] == [
        "# Security",
        "Each claim names the test that proves it; what has no test is not claimed.",
        "| Claim | Proved by |",
        "|---|---|",
    ]


@pytest.mark.parametrize("line", CLAIMS, ids=lambda line: line[2:50])
def test_its_tests_exist(line: str) -> None:
    claim, proof = re.fullmatch(r"\| (.+\.) \| (.+) \|", line).groups()  # type: ignore[union-attr]
    assert not re.search(TEST, claim)
    assert re.fullmatch(f"{TEST}(, {TEST})*", proof)
    for path, name in re.findall(TEST, proof):
        tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
        found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
        assert name in found if name else found
