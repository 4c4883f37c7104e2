"""Writes on shards: a batch is one transaction for each, and what is asked about persons is asked outside of it."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from core.content.chat import conversations
from core.identity import accounts, registrations, suspensions
from core.platform.ids import new_id, partition_of
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers import mongo
from core.servers.mongo import collection, db
from core.servers.sharding.layout import COLLECTIONS
from core.writes import idempotency, journal, ledger
from core.writes.journal import Write
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    carry_out_together,
    insert_user,
    new_comment,
    new_post,
    states,
    stored,
)
from tests.support.processes import ROOT, environment
from tests.support.waiting import eventually

EMAIL = "eve@example.org"
DIES = f"""
import os, signal
from core.identity import registrations
real = registrations.collection
def collection(name):
    if name == "users":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(name)
registrations.collection = collection
registrations.register("Eve", "{EMAIL}", "correct horse battery staple")
"""


@pytest.fixture(autouse=True)
def people(configure: Callable[..., Settings], system: Settings) -> None:
    configure(mongo_shards=2)
    for each in (ADA, BOB):
        insert_user(each)


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each transaction of a batch."""
    done: list[str] = []
    real = mongo.transact

    def transact(effect: Any) -> Any:
        done.append("begun")
        return real(effect)

    monkeypatch.setattr(ledger, "transact", transact)
    return done


@pytest.mark.parametrize("shards", [1, 2, 256])
def test_a_batch_is_one_transaction_for_each_shard(
    configure: Callable[..., Settings], transactions: list[str], shards: int
) -> None:
    configure(mongo_shards=shards)
    posts = [new_post() for _ in range(6)]
    batch = [*posts, *(new_comment(post.resource_id) for post in posts)]
    assert carry_out_together(batch)["applied"] == 12
    assert len(transactions) == len({partition_of(post.id) * shards // 256 for post in posts})
    assert {stored("posts", post.resource_id)["comment_count"] for post in posts} == {1}


@pytest.mark.parametrize("shards", [1, 2])
def test_a_batch_of_comments_asks_mongodb_as_one_comment(configure: Callable[..., Settings], shards: int) -> None:
    configure(mongo_shards=shards)
    post = carry_out(new_post())
    batch = [new_comment(post.resource_id) for _ in range(10)]
    db().command("profile", 2)
    carry_out_together(batch)
    db().command("profile", 0)
    done = [(each["op"], each["ns"].removeprefix(f"{db().name}.")) for each in db()["system.profile"].find()]
    in_transaction = [("query", "ledger"), ("query", "users"), ("update", "posts")]
    # Whose post it is, who is told of the comments.
    in_transaction += [("insert", "comments"), ("query", "posts"), ("insert", "ledger")]
    afterwards = [("command", "comments")]
    assert sorted(each for each in done if each[1] in COLLECTIONS) == sorted(in_transaction + afterwards)


def test_what_one_shard_refuses_harms_no_other_one(
    configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(mongo_shards=256)
    real, calls = mongo.transact, [0]

    def transact(effect: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            raise ZeroDivisionError
        return real(effect)

    monkeypatch.setattr(ledger, "transact", transact)
    posts = [new_post() for _ in range(3)]
    comments = [new_comment(post.resource_id) for post in posts]
    assert carry_out_together([*posts, *comments])["applied"] == 6
    assert [stored("posts", post.resource_id)["comment_count"] for post in posts] == [1, 1, 1]
    assert collection("ledger").count_documents({}) == 6


def test_security_f6_a_ban_in_the_middle_of_a_transaction_lets_that_one_write_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = suspensions.barred
    first, second = new_post(), new_post()

    def barred(writes: Iterable[Write]) -> suspensions.Barred:
        found = real(writes)
        accounts.set_banned(ADA, True)
        return found

    monkeypatch.setattr(suspensions, "barred", barred)
    assert [carry_out(each).state for each in (first, second)] == ["applied", "rejected"]


def direct() -> Write:
    body = {"kind": "direct", "members": [BOB], "name": None}
    return journal.accept("conversation.create", ADA, body, resource_id=conversations.direct_id(ADA, BOB))


def say(conversation_id: str, actor_id: str) -> Write:
    body = {"conversation_id": conversation_id, "content": "Hi", "client_id": None}
    return journal.accept("message.create", actor_id, body)


def test_security_f5_a_block_holds_for_what_was_accepted_after_it_in_the_same_batch() -> None:
    known = carry_out(direct()).resource_id
    before = say(known, BOB)
    block = journal.accept("user.block", ADA, {}, resource_id=BOB)
    after, answer = say(known, BOB), say(known, ADA)
    carry_out_together([before, block, after, answer])
    assert states([before, block, after, answer]) == ["applied", "applied", "rejected", "applied"]


def test_a_repeated_root_lies_where_its_key_says() -> None:
    # Two journals know nothing of each other's claims.
    ids = [new_id(idempotency.root(ADA, idempotency.hash_of("once"))) for _ in range(3)]
    assert len(set(ids)) == 3 and {partition_of(each) for each in ids} == {
        partition_of(new_post(idempotency_key="once").resource_id)
    }


def test_conversations_of_a_person_are_the_same_in_order_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = {"kind": "room", "members": [BOB], "name": "Tea"}
    rooms = [carry_out(journal.accept("conversation.create", ADA, body)).resource_id for _ in range(5)]
    for each in rooms:
        assert carry_out(journal.accept("conversation.accept", BOB, {}, resource_id=each)).state == "applied"
    for name in (rooms[1], rooms[3]):
        carry_out(say(name, BOB))
    removed = journal.accept("conversation.remove", ADA, {"user_id": BOB}, resource_id=rooms[2])
    assert carry_out(removed).state == "applied"
    wanted = [rooms[3], rooms[1], rooms[4], rooms[0]]
    for most in (500, 3):
        monkeypatch.setattr(conversations, "ASKED_BY_ID_MAX", most)
        first = conversations.ids_of(BOB, None, 2)
        assert [each for _, each in first + conversations.ids_of(BOB, first[-1], 9)] == wanted
    assert sorted(conversations.all_ids_of(BOB)) == sorted(wanted)


def registered() -> bool:
    with suppress(PyMongoError):
        return bool(registrations.register("Eve", EMAIL, "correct horse battery staple"))
    return False


def test_a_registration_that_dies_between_its_two_documents_leaves_none_of_them(
    system: Settings, transaction_lifetime: Callable[[int], None]
) -> None:
    died = subprocess.run([sys.executable, "-c", DIES], cwd=ROOT, env=environment(system), capture_output=True)
    assert died.returncode == -9
    assert db()["addresses"].find_one({"_id": EMAIL}) is None
    # MongoDB ends a transaction that nobody goes on with.
    transaction_lifetime(1)
    eventually(registered)
    assert accounts.find(EMAIL)["email"] == EMAIL
    with pytest.raises(Problem, match="There is an account with this address"):
        registrations.register("Eve", EMAIL.upper(), "correct horse battery staple")
