"""`flask admin`, as an operator calls it."""

import json
from collections.abc import Callable

import click
import pytest
from click.testing import Result
from flask import Flask

from core.platform.settings import Settings
from core.writes import announcements, journal
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from web.cli import admin

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    insert_user(ADA)
    return lambda *words: app.test_cli_runner().invoke(args=["admin", *words])


@pytest.fixture
def dead(run: Run, system: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    write = new_post("Poison")
    with monkeypatch.context() as patched:
        patched.setattr("core.content.posts.insert", lambda *_: 1 / 0)
        for _ in range(system.attempts_max):
            carry_out(write)
    return write.id


def test_dead_writes_are_listed_without_what_people_wrote(run: Run, dead: str) -> None:
    answer = run("writes", "list", "--state", "dead")
    assert answer.exit_code == 0 and dead in answer.output and "ZeroDivisionError" in answer.output
    assert "Poison" not in answer.output + run("writes", "show", dead).output
    assert json.loads(run("writes", "list", "--json").stdout.splitlines()[0])["id"] == dead


def test_a_dead_write_is_replayed(run: Run, dead: str) -> None:
    assert "pending again" in run("writes", "replay", dead).output
    assert carry_out(journal.get(dead)).state == "applied"
    again = run("writes", "replay", dead)
    assert again.exit_code == 1 and "no dead write" in again.output


def test_one_write_is_shown(run: Run, dead: str) -> None:
    assert "post.create" in run("writes", "show", dead).output
    assert json.loads(run("writes", "show", dead, "--json").output)["attempts"] == 5
    assert run("writes", "show", "0" * 24).exit_code == 1


def test_totals_add_up(run: Run, dead: str) -> None:
    totals = json.loads(run("writes", "totals", "--json").output)
    assert totals == {"accepted": 1, "applied": 0, "rejected": 0, "pending": 0, "dead": 1}
    assert "dead      1" in run("writes", "totals").output


def test_the_whole_history_of_a_write_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write = new_post("Secret title", request_id="request-of-the-history")
    with monkeypatch.context() as patched:
        patched.setattr("core.content.posts.insert", lambda *_: 1 / 0)
        carry_out(write)
    carry_out(write)
    assert "waits for MQTT" in run("writes", "show", write.id).output
    announcements.confirm([write.id])
    shown = run("writes", "show", write.id)
    assert shown.exit_code == 0 and "request-of-the-history" in shown.output and "Secret" not in shown.output
    told = json.loads(run("writes", "show", write.id, "--json").output)["history"]
    happened = ["accepted", "attempt 1", "deferred ZeroDivisionError", "attempt 2", "cached", "applied", "announced"]
    assert [each["what"] for each in told] == happened
    assert sorted(each["at"] for each in told) == [each["at"] for each in told]


def test_a_write_is_found_by_what_it_is_creating(run: Run) -> None:
    write = new_post()
    assert write.id in run("writes", "show", write.resource_id).output


def test_every_dead_write_is_replayed(run: Run, dead: str) -> None:
    assert run("writes", "replay").exit_code == 2
    assert run("writes", "replay", "--all").exit_code == 0
    assert carry_out(journal.get(dead)).state == "applied"
    assert "replayed" in run("writes", "show", dead).output


def paths(command: click.Command, *words: str) -> list[tuple[str, ...]]:
    """Each command and group below this one."""
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [words, *(path for name, each in below for path in paths(each, *words, name))]


@pytest.mark.parametrize("words", paths(admin.admin), ids=" ".join)
def test_every_command_explains_itself_and_speaks_json(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--help")
    assert answer.exit_code == 0 and "Usage:" in answer.output
    is_command = len(words) == 2
    assert not is_command or "--json" in answer.output
