"""Promises about the code itself: guards, routes and their description, tasks and their queues, layers."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.platform.settings import Settings
from core.writes.kinds import CANARIES, QUEUES
from tasks.app import app as celery
from tasks.effects.kinds import KINDS
from tests.support.users import SignedIn
from web.http.guard import Guard
from web.http.openapi import contracts, document

ROOT = Path(__file__).parents[2]
OPEN = {
    "register", "login", "healthz", "readyz", "metrics", "get_jwks", "get_openapi", "get_docs", "get_docs_file",
    "get_problems", "show_unsubscribe", "unsubscribe", "get_picture", "confirm", "ask_for_reset", "reset_password",
    "get_options_to_use", "login_by_passkey",
}  # fmt: skip


def path_of(template: str) -> str:
    return re.sub(r"{\w+_id}", "0" * 24, template).replace("{name}", "x").replace("{digest}", "0" * 64)


@pytest.mark.parametrize("public_reads", [True, False])
def test_every_route_but_the_open_ones_refuses_a_caller_without_a_session(
    public_reads: bool, app: Flask, client: FlaskClient, configure: Callable[..., Settings]
) -> None:
    configure(public_reads=public_reads)
    for template, contract, name, _ in contracts(app):
        if name in OPEN:
            assert contract.guard is Guard.OPEN
            continue
        if name == "logout":  # Who is not signed in is signed out.
            assert contract.guard is Guard.LEAVING
            continue
        answer = client.open(path_of(template), method=contract.method, json={})
        is_read = public_reads and contract.guard is Guard.READER
        assert (answer.status_code != 401) == is_read, (name, answer.status_code)


def test_security_a10_every_state_changing_route_refuses_a_caller_without_csrf(app: Flask, sign_up) -> None:  # type: ignore[no-untyped-def]
    ada: SignedIn = sign_up()
    changing = [each for each in contracts(app) if each[1].method != "GET" and each[2] not in OPEN]
    assert len(changing) >= 10
    for template, contract, name, _ in changing:
        for value in ("", "wrong"):
            answer = ada.client.open(
                path_of(template), method=contract.method, json={}, headers={"X-CSRF-TOKEN": value}
            )
            assert answer.status_code in (401, 403), (name, answer.status_code)
    assert ada.get("/auth/me").status_code == 200


def test_security_a34_openapi_lists_exactly_the_routes(app: Flask) -> None:
    described = {(path, method) for path, operations in document(app)["paths"].items() for method in operations}
    rules = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == rules and len(rules) > 25


def test_each_route_is_described_in_whole_sentences(app: Flask) -> None:
    paths = document(app)["paths"].values()
    described = {each["operationId"]: each for operations in paths for each in operations.values()}
    for _, _, name, text in contracts(app):
        summary, rest = described[name]["summary"], described[name].get("description", "")
        assert summary.endswith(".") and f"{summary} {rest}".split() == text.split(), name


def test_the_committed_openapi_document_is_current(app: Flask) -> None:
    assert orjson.loads((ROOT / "docs/openapi.json").read_bytes()) == orjson.loads(orjson.dumps(document(app)))


def own_tasks() -> set[str]:
    celery.loader.import_default_modules()
    return {name for name in celery.tasks if name.startswith("tasks.")}


def test_every_task_is_routed_to_one_of_the_queues(system: Settings) -> None:
    patterns = celery.conf.task_routes[1]
    assert {queue.name for queue in celery.conf.task_queues} == set(QUEUES)
    assert len(own_tasks()) >= 12
    for name in own_tasks():
        route = celery.amqp.router.route({}, name, args=("comments",))
        assert route["queue"].name in QUEUES, name
        by_pattern = name.startswith(tuple(pattern[:-1] for pattern in patterns))
        assert by_pattern or route["queue"].name == "comments", name


def test_every_beat_entry_names_a_task_that_exists(system: Settings) -> None:
    assert {entry["task"] for entry in celery.conf.beat_schedule.values()} <= own_tasks()


def test_every_kind_of_write_has_its_task() -> None:
    changes = ("create", "edit", "delete")
    nouns: dict[str, tuple[str, ...]] = dict.fromkeys(("post", "comment", "message"), changes)
    nouns["message"] += ("erase",)
    nouns |= dict.fromkeys(("post", "comment"), (*changes, "like", "unlike", "approve", "reject"))
    for noun in ("post", "comment"):
        nouns[noun] += ("report", "withdraw_report", "dismiss", "remove", "appeal", "uphold", "restore")
    nouns["post"] += ("lock", "unlock")
    nouns |= {"user": ("edit", "rename", "block", "unblock", "follow", "unfollow", "read_inbox", "set_inbox")}
    nouns["user"] += ("end_follow", "erase", "add_push", "remove_push", "set_picture")
    nouns["user"] += ("warn", "mute", "unmute", "suspend", "unsuspend", "ban", "unban")
    nouns |= {"conversation": ("create", "add", "remove", "rename", "read", "accept", "decline", "withdraw", "part")}
    assert {f"{noun}.{verb}" for noun, verbs in nouns.items() for verb in verbs} | set(CANARIES) == set(KINDS)


def test_results_are_ignored_and_messages_are_json(system: Settings) -> None:
    conf = celery.conf
    assert conf.result_backend is None and conf.task_ignore_result and conf.accept_content == ["json"]
    assert conf.task_acks_late and conf.task_reject_on_worker_lost


def test_the_layers_hold() -> None:
    found = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_no_property_test_draws_after_it_has_stored_something() -> None:
    drawing = [path for path in (ROOT / "tests").rglob("*.py") if re.search(r"\bst\.data\b\(", path.read_text())]
    assert not drawing, "draw all of an example first: tests/support/orders.py"


def test_no_two_lua_scripts_have_the_same_name() -> None:
    names = [path.stem for path in (ROOT / "core").rglob("*.lua")]
    assert names and len(names) == len(set(names))


def test_where_is_it_names_twenty_files_that_exist() -> None:
    rows = re.findall(r"^\| \d+ \|.*\| `(.+)` \|$", (ROOT / "docs/developing/where-is-it.md").read_text(), re.MULTILINE)
    assert len(rows) == 20 and not [path for path in rows if not (ROOT / path).is_file()]


@pytest.mark.parametrize("folder", ["web", "realtime", "tasks", "core", "workers"])
def test_no_module_has_a_name_that_says_nothing(folder: str) -> None:
    banned = {"utils", "helpers", "helper", "common", "shared", "misc", "base", "manager", "service", "general", "lib"}
    assert not banned & {path.stem for path in (ROOT / folder).rglob("*.py")}
