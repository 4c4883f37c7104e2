"""`flask admin` while a server is unavailable: one line that says which and what to do, whatever the command."""

import subprocess
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import Result
from flask import Flask

from core.platform.settings import Settings, use
from core.servers.mongo import collection
from tests.support.journal_writes import ADA, insert_user
from tests.support.processes import BIN, ROOT, environment
from tests.support.users import PASSWORD
from web.cli import admin

Run = Callable[..., Result]
NOWHERE = 1
UNAVAILABLE = {
    "journal": {"journal_url": f"redis://:secret@127.0.0.1:{NOWHERE}/0"},
    "cache": {"cache_url": f"redis://:secret@127.0.0.1:{NOWHERE}/0"},
    "mongo": {"mongo_url": f"mongodb://u:secret@127.0.0.1:{NOWHERE}/?replicaSet=rs0"},
}
# Words that make a command whole, where it wants some.
WORDS = {
    "writes show": ["0" * 24],
    "writes replay": ["--all"],
    "users promote": [ADA],
    "users ban": [ADA],
    "users suspend": [ADA, "--days", "1", "--words", "A reason"],
    "users unsuspend": [ADA],
    "users mute": [ADA],
    "users create": ["--name", "Eve", "--email", "eve@example.org", "--password", PASSWORD],
    "users password": [ADA, "--password", PASSWORD],
    "users confirm": [ADA],
    "users reset-factors": [ADA],
    "broker look": ["posts"],
    "broker empty": ["posts", "--yes"],
    "cleanup run": ["receipts"],
    "keys rotate": ["--yes"],
    "db adopt": ["--yes"],
}


def commands() -> Iterator[str]:
    for group_name, group in admin.admin.commands.items():
        assert isinstance(group, click.Group)
        for name in group.commands:
            yield f"{group_name} {name}"


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["admin", *words])


@pytest.fixture
def without(configure: Callable[..., Settings], system: Settings) -> Iterator[Callable[[dict[str, str]], None]]:
    """`without({"cache_url": …})`: this server is nowhere, until the test ends."""
    yield lambda changed: use(system.model_copy(update=changed))
    use(system)


@pytest.mark.parametrize("server", UNAVAILABLE)
def test_d11_every_command_says_in_a_line_which_server_is_unavailable(
    server: str, run: Run, system: Settings, without: Callable[[dict[str, str]], None]
) -> None:
    without(UNAVAILABLE[server])
    failed = []
    for command in commands():
        if command == "keys rotate":
            continue
        result = run(*command.split(), *WORDS.get(command, []))
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        assert "Traceback" not in result.output and "secret" not in result.output
        if "does not answer" in result.output or "did not answer" in result.output:
            failed.append(command)
            assert result.exit_code == 1, command
            assert sum("answer" in line for line in result.output.splitlines()) == 1, result.output
            assert f"127.0.0.1:{NOWHERE}" in result.output, result.output
    needs = {"journal": "writes totals", "cache": "cache verify", "mongo": "users list"}
    assert needs[server] in failed


def test_d11_without_the_broker_its_commands_say_so(system: Settings) -> None:
    nowhere = {"BROKER_URL": f"redis://:secret@127.0.0.1:{NOWHERE}/1"}
    for words in (["show"], ["look", "posts"], ["empty", "--all", "--yes"]):
        command = [str(BIN / "flask"), "admin", "broker", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment(system) | nowhere, capture_output=True, text=True)
        assert done.returncode == 1 and "Traceback" not in done.stderr and "secret" not in done.stderr
        assert 1 <= len(done.stderr.splitlines()) <= 3, done.stderr


def test_field_7_a_name_cannot_pretend_to_be_another_line(run: Run) -> None:
    insert_user(ADA, "Ada\nRoot\x1b[2J\u202e")
    collection("users").update_one({"_id": ADA}, {"$set": {"banned": False}})
    lines = run("users", "list").output.splitlines()
    assert len(lines) == 1 and "\x1b" not in lines[0] and "\u202e" not in lines[0]
