"""The gate over HTTP: what it decides before a write is accepted is said at once, travels with it, and stays so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.identity import accounts
from core.platform.settings import Settings
from core.servers import mongo
from core.servers.redis import cache_store
from core.writes import journal
from tests.support.conversations_api import drained, outcome
from tests.support.servers import ServerAddresses
from tests.support.users import SignedIn
from tests.support.waiting import eventually

POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def gate(configure: Callable[..., Settings], system: Settings, tmp_path: Path) -> Callable[..., Settings]:
    """Change the settings of the gate. There is a list of words, with `casino`."""
    (tmp_path / "words").write_text("casino\n")
    kept = {"key_prefix": system.key_prefix, "mongo_db": system.mongo_db, "gate_words_file": str(tmp_path / "words")}

    def change(**more: Any) -> Settings:
        return configure(**kept, **more)

    change()
    return change


def test_what_is_held_is_said_with_the_acceptance_and_after_it(
    people: list[SignedIn], gate: Callable[..., Settings]
) -> None:
    ada, bob = people
    answer = ada.post("/posts", POST | {"content": "My casino"})
    receipt = answer.get_json()
    assert (answer.status_code, receipt["state"], receipt["held"]) == (202, "accepted", ["words"])
    assert outcome(ada, receipt)["held"] == ["words"]
    assert bob.get(f"/posts/{receipt['resource']['id']}").status_code == 404
    assert outcome(ada, ada.post("/posts", POST).get_json())["held"] is None


def test_the_worker_carries_out_what_was_decided_and_a_repeated_request_has_the_same_answer(
    people: list[SignedIn], gate: Callable[..., Settings]
) -> None:
    ada = people[0]
    body = POST | {"title": "Casino", "form": {"website": "", "filled_ms": 5000}}
    first = ada.post("/posts", body, Idempotency_Key="one").get_json()
    gate(gate_hold_score=100)
    # As it was seen by who filled in the form is no part of what was asked for.
    again = ada.post("/posts", body | {"form": None}, Idempotency_Key="one").get_json()
    assert again == first
    drained()
    assert journal.get(first["id"]).held == ("words",)
    assert ada.post("/posts", body, Idempotency_Key="one").get_json()["held"] == ["words"]
    assert ada.post("/posts", body).get_json()["held"] is None


def test_points_of_several_rules_are_added(people: list[SignedIn], gate: Callable[..., Settings]) -> None:
    gate(gate_fill_s=10, gate_new_account_s=3600)
    ada = people[0]
    assert ada.post("/posts", POST).get_json()["held"] is None
    held = ada.post("/posts", POST | {"form": {"filled_ms": 100}}).get_json()
    assert held["held"] == ["new_account", "too_fast"]


def test_who_fills_in_what_people_do_not_see_is_held(people: list[SignedIn], gate: Callable[..., Settings]) -> None:
    ada, bob = people
    post = outcome(ada, ada.post("/posts", POST).get_json())["resource"]["id"]
    body = {"content": "A comment", "form": {"website": "http://spam.example"}}
    assert bob.post(f"/posts/{post}/comments", body).get_json()["held"] == ["honeypot"]
    drained()
    assert ada.get(f"/posts/{post}/comments").get_json()["items"] == []


def test_an_edit_goes_through_the_gate(people: list[SignedIn], gate: Callable[..., Settings]) -> None:
    ada, bob = people
    post = outcome(ada, ada.post("/posts", POST).get_json())["resource"]["id"]
    receipt = ada.patch(f"/posts/{post}", {"content": "My casino"}).get_json()
    assert receipt["held"] == ["words"]
    drained()
    assert bob.get(f"/posts/{post}").get_json()["content"] == "Some content"
    own = ada.get("/moderation/held/own").get_json()["items"]
    assert [(each["is_edit"], each["title"], each["content"]) for each in own] == [(True, None, "My casino")]


def test_moderators_are_not_held(people: list[SignedIn], gate: Callable[..., Settings]) -> None:
    ada = people[0]
    accounts.set_role(ada.id, accounts.MODERATOR, has=True)
    assert outcome(ada, ada.post("/posts", POST | {"title": "Casino"}).get_json())["held"] is None


def test_what_is_said_again_and_again_is_held(people: list[SignedIn], gate: Callable[..., Settings]) -> None:
    gate(gate_repeats_max=2)
    ada = people[0]
    body = {"title": "A title of some words", "content": "And a content that has some more of them"}
    held = [ada.post("/posts", body).get_json()["held"] for _ in range(3)]
    assert held == [None, None, ["repeats"]]


def test_without_mongodb_a_text_is_accepted_and_the_worker_decides(
    people: list[SignedIn],
    gate: Callable[..., Settings],
    paused: Callable[[str], None],
    servers: ServerAddresses,
) -> None:
    gate(gate_new_account_s=3600)
    cache_store().flushall()
    paused("mongod")
    answer = people[0].post("/posts", POST | {"content": "My casino"})
    assert (answer.status_code, answer.get_json()["held"]) == (202, None)
    servers.resume("mongod")
    eventually(lambda: mongo.db().command("ping"))
    assert outcome(people[0], answer.get_json())["held"] == ["words"]


def test_where_a_text_came_from_travels_with_it_only_when_a_judge_asks_for_that(
    people: list[SignedIn], gate: Callable[..., Settings]
) -> None:
    ada = people[0]
    plain = ada.post("/posts", POST).get_json()["id"]
    gate(gate_akismet_key="a key", gate_akismet_url="http://127.0.0.1:1/none")
    asked = ada.post("/posts", POST, User_Agent="x" * 300).get_json()
    bodies = {each.id: each.body for each in journal.find_many([plain, asked["id"]])}
    assert "gate" not in bodies[plain]
    origin = bodies[asked["id"]]["gate"]["origin"]
    assert origin == {"address": "127.0.0.1", "browser": "x" * 200}
    # Nobody answers there.
    assert outcome(ada, asked)["held"] == ["akismet_no_answer"]
    assert "origin" not in ada.get(f"/writes/{asked['id']}").get_data(as_text=True)
