"""MongoDB on shards: every query names its shard or is declared, and a transaction keeps to that of its root.

The whole suite is watched (tests/support/sharding); here it is seen that the watch sees.
"""

from collections.abc import Callable
from typing import Any

import pytest
from bson import Binary

from core.platform.settings import Settings
from core.servers.sharding.filters import by_id, by_ids, of_roots
from tests.support.journal_writes import ADA, BOB, carry_out, insert_user, new_post
from tests.support.sharding.transactions import Transactions
from tests.support.sharding.watch import Watch, wrong_in

SESSION = {"autocommit": False, "lsid": {"id": Binary(b"s", 4)}, "txnNumber": 1}
POST = f"{0:08x}07{0:014x}"


@pytest.fixture(autouse=True)
def sharded(configure: Callable[..., Settings], system: Settings) -> None:
    configure(mongo_shards=2)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ({"find": "posts", "filter": {"_id": POST}}, "undeclared scatter-gather of posts"),
        ({"find": "posts", "filter": {"_id": {"$in": [POST]}, "deleted": False}}, "undeclared scatter-gather"),
        ({"find": "posts", "filter": {"_id": POST, "p": 8}}, "other partitions than their ids name"),
        ({"find": "posts", "filter": {"_id": POST, "p": {"$gt": 0}}}, "undeclared scatter-gather"),
        ({"find": "posts", "filter": {}}, "undeclared scatter-gather of posts"),
        ({"find": "users", "filter": {"email": "ada@example.org"}}, "undeclared scatter-gather of users"),
        ({"find": "ledger", "filter": {"$or": [{"p": 7, "_id": POST}, {"key": "k"}]}}, "undeclared scatter-gather"),
        ({"update": "posts", "updates": [{"q": {"_id": POST}, "u": {}}]}, "undeclared scatter-gather"),
        ({"delete": "blocks", "deletes": [{"q": {"_id": f"{ADA}:{BOB}"}, "limit": 1}]}, "undeclared scatter-gather"),
        ({"findAndModify": "users", "query": {"_id": ADA}}, "undeclared scatter-gather"),
        ({"count": "users", "query": {"_id": ADA}}, "undeclared scatter-gather"),
        ({"distinct": "users", "key": "name", "query": {"name": "Ada"}}, "undeclared scatter-gather"),
        ({"aggregate": "posts", "pipeline": []}, "undeclared scatter-gather of posts"),
        (
            {
                "aggregate": "posts",
                "pipeline": [
                    {"$match": {"_id": POST, "p": 7}},
                    {"$unionWith": {"coll": "users", "pipeline": [{"$match": {"_id": ADA}}]}},
                ],
            },
            "undeclared scatter-gather of users",
        ),
        ({"insert": "posts", "documents": [{"_id": POST}]}, "posts without its p"),
        ({"insert": "posts", "documents": [{"_id": POST, "p": 8}]}, "posts without its p"),
    ],
)
def test_what_a_mongos_would_send_to_all_shards_is_seen(command: dict[str, Any], wrong: str) -> None:
    (found,) = wrong_in(command, "core/content/posts.py")
    assert wrong in found


def test_what_names_its_shard_or_is_declared_is_let_through() -> None:
    good: list[dict[str, Any]] = [
        {"find": "posts", "filter": by_id(POST)},
        {"find": "posts", "filter": by_ids([POST, ADA])},
        {"find": "comments", "filter": of_roots("comments", "post_id", [POST, ADA])},
        {"find": "posts", "filter": {"deleted": False}},
        {"find": "users", "filter": {}},
        {"find": "addresses", "filter": {"_id": "ada@example.org"}},
        {"find": "meta", "filter": {"_id": "schema"}},
        {"insert": "posts", "documents": [{"_id": POST, "p": 7}]},
        {"getMore": 1, "collection": "posts"},
    ]
    assert [found for command in good for found in wrong_in(command, "core/content/posts.py")] == []


def test_only_a_migration_may_ask_as_a_migration_does() -> None:
    command = {"update": "users", "updates": [{"q": {"_id": {"$in": [ADA]}, "banned": None}, "u": {}}]}
    assert wrong_in(command, "core/maintenance/shards.py") == []
    assert len(wrong_in(command, "core/identity/accounts.py")) == 1


def committed(*commands: dict[str, Any], shards: int = 256) -> list[str]:
    """What is wrong with a transaction of these commands."""
    watched = Transactions()
    for command in (*commands, {"commitTransaction": 1}):
        found = watched.look(command | SESSION, shards)
    return found


def test_a_transaction_that_goes_beyond_its_root_is_seen() -> None:
    note = {"insert": "ledger", "documents": [{"_id": POST, "p": 7}]}
    near, far = ({"update": "posts", "updates": [{"q": {"_id": "x", "p": p}}]} for p in (7, 8))
    everywhere = {"find": "posts", "filter": {"deleted": False}}
    other_note = {"insert": "ledger", "documents": [{"_id": ADA, "p": 0xAA}]}
    known = {"find": "ledger", "filter": {"p": {"$in": [7, 9]}, "_id": {"$in": [POST]}}}
    assert committed(note, near) == [] == committed(near)
    assert committed(known, note, near, shards=16) == [] and "several shards" in committed(known, note, near)[0]
    assert "reaches" in committed(note, near, far)[0] and "reaches" in committed(near, far)[0]
    assert committed(note, near, everywhere) == ["a transaction asks all shards"]
    assert "several shards" in committed(note, other_note)[0] and committed(note, other_note, shards=1) == []


def test_the_declared_transactions_alone_may_go_beyond_one_shard() -> None:
    user = {"insert": "users", "documents": [{"_id": ADA, "p": 0xAA}]}
    address = {"insert": "addresses", "documents": [{"_id": "ada@example.org"}]}
    assert committed(address, user) == []
    member = {"update": "memberships", "updates": [{"q": {"_id": f"{POST}:{ADA}", "p": 0xAA}}]}
    room = {"insert": "conversations", "documents": [{"_id": POST, "p": 7}]}
    note = {"insert": "ledger", "documents": [{"_id": POST, "p": 7}]}
    assert committed(room, member, note) == []
    assert "reaches" in committed(room, member, note, user)[0]


def test_the_listener_hears_this_process(asks_no_more_shards_than_declared: Watch) -> None:
    before = asks_no_more_shards_than_declared.seen
    assert carry_out(new_post(actor=insert_user())).state == "applied"
    assert asks_no_more_shards_than_declared.seen >= before + 4
