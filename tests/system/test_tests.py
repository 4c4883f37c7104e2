"""Promises about the tests themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
# The one place that waits, with a deadline.
WAITING = TESTS / "support/waiting.py"


def sleeps(path: Path) -> Iterator[str]:
    """Where this file calls something named `sleep`, or gives it another name."""
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        names = [getattr(called, "attr", ""), getattr(called, "id", "")]
        names += [each.name for each in node.names] if isinstance(node, ast.ImportFrom) else []
        if "sleep" in names and isinstance(node, ast.Call | ast.ImportFrom):
            yield f"{path.relative_to(TESTS)}:{node.lineno}"


def test_no_test_sleeps_but_in_the_shared_wait() -> None:
    assert list(sleeps(WAITING))
    assert not [each for path in sorted(TESTS.rglob("*.py")) if path != WAITING for each in sleeps(path)]
