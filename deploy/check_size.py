"""Check that every Python file and every function is short enough to be read at a glance."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("bench", "core", "deploy", "realtime", "tasks", "tests", "web", "workers")
FILE_MAX, FUNCTION_MAX = 250, 40


def too_long() -> Iterator[str]:
    """One line for each file and each function that is too long."""
    for path in sorted([*Path().glob("*.py"), *(path for folder in FOLDERS for path in Path(folder).rglob("*.py"))]):
        text = path.read_text()
        lines = len(text.splitlines())
        if lines > FILE_MAX:
            yield f"{path}: {lines} lines, {FILE_MAX} are allowed"
        yield from _long_functions(path, text)


def _long_functions(path: Path, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_MAX:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, {FUNCTION_MAX} are allowed"


if __name__ == "__main__":
    found = list(too_long())
    print("\n".join(found) or "Every file and function is short enough.")
    sys.exit(bool(found))
