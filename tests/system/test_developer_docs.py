"""What the documents for contributors name is there: files, tests, commands of `make` and of `flask admin`."""

import re
from pathlib import Path

import click
import pytest

from tests.support.processes import ROOT
from web.cli.admin import admin

DOCUMENTS = [*sorted((ROOT / "docs/developing").glob("*.md")), ROOT / "CONTRIBUTING.md"]
FOLDERS = sorted(path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
# A path, and perhaps a test in it; not one with a gap, as `tests/web/test_x.py`, of which the reader fills in the rest.
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w/?|[\w.-]+\.(?:md|toml|py))(?:::(\w+))?")
COMMAND = re.compile(r"`(?:\.venv/bin/)?flask admin ([a-z-]+) ([a-z-]+)")


def in_backticks(text: str) -> list[str]:
    """What is set as code: between backticks, and in blocks of it."""
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    named = [each for code in in_backticks(text) for each in PATH.findall(code)]
    links = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?://)([^)]+)\)", text)]
    missing = [path for path, _ in named if not (ROOT / path).exists() and not (document.parent / path).exists()]
    missing += [link for link in links if link and not (document.parent / link).exists()]
    missing += [test for path, test in named if test and f"def {test}(" not in (ROOT / path).read_text()]
    assert named and not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for code in in_backticks(document.read_text()) for name in re.findall(r"\bmake ([a-z-]+)", code)}
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_flask_admin_that_is_named_exists(document: Path) -> None:
    groups = {name: group.commands for name, group in admin.commands.items() if isinstance(group, click.Group)}
    assert not [each for each in COMMAND.findall(document.read_text()) if each[1] not in groups.get(each[0], {})]
