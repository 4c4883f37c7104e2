"""`flask admin`, as an operator calls it."""

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from core import journal
from core.settings import Settings
from tests.writing import ADA, carry_out, insert_user, new_post

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    insert_user(ADA)
    return lambda *words: app.test_cli_runner().invoke(args=["admin", *words])


@pytest.fixture
def dead(run: Run, system: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    write = new_post("Poison")
    with monkeypatch.context() as patched:
        patched.setattr("core.posts.insert", lambda *_: 1 / 0)
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


@pytest.mark.parametrize("words", [[], ["writes"], ["writes", "list"], ["writes", "replay"], ["writes", "show"]])
def test_every_command_explains_itself(run: Run, words: list[str]) -> None:
    assert "Usage:" in run(*words, "--help").output
