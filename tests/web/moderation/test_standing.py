"""What moderators decide about people: warnings, suspensions, bans."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.identity import accounts, suspensions
from core.platform.clock import now_ms
from core.platform.problems import Problem
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from realtime import chat_commands
from tests.support.conversations_api import drained, outcome, start
from tests.support.journal_writes import accept
from tests.support.moderation import TO_USERS, decide
from tests.support.users import SignedIn, sign_in

HOUR_MS = 3_600_000
POST = {"title": "A title", "content": "Some content"}


def decided(who: SignedIn, about: SignedIn, act: str, **more: Any) -> None:
    """This moderator has decided about this person."""
    receipt = decide(who, f"/users/{about.id}", {"act": act, **more})
    assert receipt.status_code == 202, receipt.get_json()
    assert outcome(who, receipt.get_json())["state"] == "applied"


def suspend(who: SignedIn, about: SignedIn) -> int:
    """Suspend them for an hour; until when."""
    until_ms = now_ms() + HOUR_MS
    decided(who, about, "suspend", words="Calm down.", until_ms=until_ms)
    return until_ms


def notices(who: SignedIn) -> list[tuple[str, str]]:
    return [(each["kind"], each["excerpt"]) for each in who.get("/inbox").get_json()["items"]]


def test_each_warning_is_told_in_full_and_not_by_whom(people: list[SignedIn]) -> None:
    ada, _, eve, zoe = people
    long = "w" * 500
    for who, words in ((eve, long), (zoe, "Once more, and you are out.")):
        decided(who, ada, "warn", words=words, note="For us.")
    answer = ada.get("/inbox")
    assert notices(ada) == [("warning", "Once more, and you are out."), ("warning", long)]
    assert len({each["id"] for each in answer.get_json()["items"]}) == 2
    assert eve.id not in answer.text and "For us." not in answer.text
    entry = eve.get(f"/moderation/audit?who={eve.id}").get_json()["items"][0]
    assert (entry["act"], entry["why"], entry["after"], entry["user"]["id"]) == (
        "user.warn",
        "For us.",
        {"words": long},
        ada.id,
    )


def test_who_is_suspended_reads_and_signs_in_and_does_not_write(people: list[SignedIn]) -> None:
    ada, _, eve, _ = people
    suspend(eve, ada)
    refused = ada.post("/posts", POST)
    assert (refused.status_code, refused.get_json()["title"]) == (403, "Suspended")
    assert "Calm down." in refused.get_json()["detail"]
    assert ada.get("/posts").status_code == 200
    me = ada.get("/auth/me").get_json()
    assert me["suspension"]["why"] == "Calm down." and eve.get("/auth/me").get_json()["suspension"] is None
    assert sign_in(ada.client, me["email"]).status_code == 200
    assert [kind for kind, _ in notices(ada)] == ["suspension"]
    assert ada.get("/inbox").get_json()["items"][0]["until"] == me["suspension"]["until"]
    # What is about themselves alone.
    assert ada.call("PUT", "/inbox/read", {"until_ms": 1}).status_code == 202


def test_what_was_accepted_before_is_refused_by_the_worker(people: list[SignedIn]) -> None:
    ada, _, eve, _ = people
    early = accept("post.create", ada.id, POST)
    suspensions.set_suspended(ada.id, now_ms() + HOUR_MS, "Calm down.")
    assert outcome(ada, {"id": early.id})["problem"]["title"] == "Suspended"
    assert eve.get("/posts").get_json()["items"] == []


def test_what_takes_away_what_one_wrote_is_not_refused(people: list[SignedIn]) -> None:
    ada, _, eve, _ = people
    post = ada.post("/posts", POST).get_json()["resource"]["id"]
    drained()
    suspend(eve, ada)
    assert ada.patch(f"/posts/{post}", {"title": "Another"}).status_code == 403
    gone = ada.delete(f"/posts/{post}")
    assert outcome(ada, gone.get_json())["state"] == "applied"


def test_a_suspension_ends_by_itself_and_by_a_decision(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    suspend(eve, ada)
    decided(eve, ada, "unsuspend")
    assert outcome(ada, ada.post("/posts", POST).get_json())["state"] == "applied"
    # As if the hour had passed, for MongoDB; the journal forgets its mark by itself.
    suspend(eve, bob)
    assert 0 < store().pttl(key("suspended", bob.id)) <= HOUR_MS
    collection("users").update_one({"_id": bob.id}, {"$set": {"suspended.until_ms": now_ms()}})
    assert outcome(bob, bob.post("/posts", POST).get_json())["state"] == "applied"


def test_a_mark_that_was_left_behind_refuses_nobody(people: list[SignedIn]) -> None:
    ada = people[0]
    store().set(key("suspended", ada.id), "1")
    assert ada.post("/posts", POST).status_code == 202


def test_who_is_suspended_says_nothing_over_a_socket(people: list[SignedIn]) -> None:
    ada, bob, eve, _ = people
    room = start(ada, bob, name="A room").rpartition("/")[2]
    suspend(eve, ada)
    with pytest.raises(Problem) as refused:
        chat_commands.send(ada.id, "request", {"conversation_id": room, "content": "Hi"})
    assert refused.value.title == "Suspended"
    chat_commands.read(ada.id, "request", {"conversation_id": room, "seq": 1})


def test_a_ban_ends_all_sessions_and_is_lifted(people: list[SignedIn]) -> None:
    ada, _, eve, _ = people
    email = ada.get("/auth/me").get_json()["email"]
    decided(eve, ada, "ban", note="No use.")
    assert ada.get("/auth/me").status_code == 401
    assert sign_in(ada.client, email).get_json()["title"] == "Banned"
    decided(eve, ada, "unban")
    assert sign_in(ada.client, email).status_code == 200


def test_what_was_decided_last_counts_in_any_order(people: list[SignedIn]) -> None:
    ada, _, eve, _ = people
    for act, more in (("suspend", {"words": "x", "until_ms": now_ms() + HOUR_MS}), ("unsuspend", {})):
        assert decide(eve, f"/users/{ada.id}", {"act": act, **more}).status_code == 202
    drained()
    assert ada.post("/posts", POST).status_code == 202


@pytest.mark.parametrize("act", TO_USERS)
def test_moderators_do_nothing_of_that_to_moderators(people: list[SignedIn], act: str) -> None:
    _, bob, eve, zoe = people
    body = {"act": act, **TO_USERS[act]}
    for about in (eve, zoe):
        refused = decide(eve, f"/users/{about.id}", body)
        assert (refused.status_code, refused.get_json()["title"]) == (403, "A moderator")
        forged = accept(f"user.{act}", eve.id, {"words": "", "note": ""}, resource_id=about.id)
        assert outcome(eve, {"id": forged.id})["problem"]["title"] == "A moderator"
    forged = accept(f"user.{act}", bob.id, {"words": "", "note": ""}, resource_id=people[0].id)
    assert outcome(bob, {"id": forged.id})["problem"]["title"] == "Not a moderator"


@pytest.mark.parametrize(
    "body",
    [
        {"act": "warn"},
        {"act": "warn", "words": " "},
        {"act": "warn", "words": "w" * 501},
        {"act": "suspend", "words": "x"},
        {"act": "suspend", "words": "x", "until_ms": 1},
        {"act": "suspend", "until_ms": 4_000_000_000_000},
        {"act": "ban", "words": "x"},
        {"act": "ban", "until_ms": 4_000_000_000_000},
        {"act": "scold", "words": "x"},
    ],
)
def test_a_decision_about_a_person_says_what_it_needs(people: list[SignedIn], body: dict[str, Any]) -> None:
    assert decide(people[2], f"/users/{people[0].id}", body).status_code == 422


def test_nobody_decides_about_somebody_who_is_not_there(people: list[SignedIn]) -> None:
    assert decide(people[2], f"/users/{'0' * 24}", {"act": "ban"}).status_code == 404


def test_an_operator_suspends_on_the_command_line(app: Flask, people: list[SignedIn]) -> None:
    ada = people[0]

    def run(*words: str) -> str:
        done = app.test_cli_runner().invoke(args=["admin", "users", *words])
        assert done.exit_code == 0, done.output
        return str(done.output)

    assert "suspended" in run("suspend", ada.id, "--days", "0.5", "--words", "Calm down.", "--why", "A test")
    assert ada.post("/posts", POST).get_json()["title"] == "Suspended"
    assert "suspended" not in run("unsuspend", ada.id)
    assert ada.post("/posts", POST).status_code == 202
    acts = [each["act"] for each in collection("audit").find({"subject": ada.id}).sort("_id", 1)]
    assert acts == ["user.suspend", "user.unsuspend"]


def test_an_operator_bans_a_moderator(people: list[SignedIn], sign_up: Callable[..., SignedIn]) -> None:
    accounts.set_banned(people[2].id, True)
    assert people[2].get("/moderation/queue").status_code == 401
