"""Data from before partitions: found as it is with one shard, and prepared online for several."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from core.content.chat import conversations
from core.identity import accounts, registrations
from core.maintenance import migrations, shards
from core.maintenance.migrations import SchemaError, migrate
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import cache
from core.servers import mongo
from core.servers.mongo import collection, db
from core.servers.redis import cache_store
from core.servers.sharding import filters
from core.servers.sharding.filters import partition
from core.servers.sharding.layout import BY_ID
from core.writes import journal
from tests.support.feeds import walk
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    carry_out_together,
    delete,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    stored,
)
from web.app import create_app

Configure = Callable[..., Settings]
# Ids from before partitions: the comment lies elsewhere than its post.
OLD_POST, OLD_COMMENT = "65000000" + "07" + "0" * 14, "65000001" + "f8" + "0" * 14


def room(*members: str) -> str:
    body = {"kind": "room", "members": list(members[1:]), "name": "Tea"}
    room_id = carry_out(journal.accept("conversation.create", members[0], body)).resource_id
    for each in members[1:]:
        assert carry_out(journal.accept("conversation.accept", each, {}, resource_id=room_id)).state == "applied"
    return room_id


def of_before(name: str, **more: Any) -> None:
    """An item as the version before has stored it."""
    item = {"author_id": ADA, "like_count": 0, "created_ms": 1, "updated_ms": 1, "deleted": False, "deleted_ms": None}
    db()[name].insert_one(item | {"rev": 1, "version": 1, "seqs": {}, "content": "old", "content_html": ""} | more)


@pytest.fixture
def before(configure: Configure, system: Settings) -> str:
    """One shard, and what the version before has left there; the id of a room of Ada and Bob."""
    configure(mongo_shards=1)
    mongo.ensure_indexes()
    insert_user(ADA)
    insert_user(BOB)
    of_before("posts", _id=OLD_POST, title="Old", comment_count=1)
    of_before("comments", _id=OLD_COMMENT, post_id=OLD_POST)
    found = room(ADA, BOB)
    for name in BY_ID:
        db()[name].update_many({}, {"$unset": {"p": 1}})
    for name in ("addresses", "memberships", "meta"):
        db()[name].drop()
    filters._scattered.cache_clear()
    return found


def lacking() -> dict[str, int]:
    """How many documents of each collection do not have the partition that their id names."""
    found = {name: [doc for doc in db()[name].find() if doc.get("p") != partition(doc["_id"])] for name in BY_ID}
    return {name: len(docs) for name, docs in found.items() if docs}


def members_noted() -> set[tuple[str, str]]:
    return {(each["conversation_id"], each["user_id"]) for each in db()["memberships"].find()}


def test_with_one_shard_all_that_is_old_is_found_and_changed_as_before(before: str) -> None:
    assert carry_out(edit_post(OLD_POST, title="New")).state == "applied"
    assert carry_out(delete("comment", OLD_COMMENT)).state == "applied"
    assert (stored("posts", OLD_POST)["title"], stored("posts", OLD_POST)["comment_count"]) == ("New", 0)
    assert accounts.find(f"{ADA}@example.org")["_id"] == ADA
    assert [each for _, each in conversations.ids_of(ADA, None, 10)] == [before] == conversations.all_ids_of(BOB)
    with pytest.raises(Problem, match="There is an account with this address"):
        registrations.register("Ada", f"{ADA}@example.org", "correct horse battery staple")
    assert db()["addresses"].count_documents({}) == 0


def test_what_is_old_gets_partitions_addresses_and_memberships(before: str) -> None:
    assert lacking()
    assert migrate() == migrations.CURRENT
    assert lacking() == {}
    assert {each["_id"]: each["user_id"] for each in db()["addresses"].find()} == {
        f"{who}@example.org": who for who in (ADA, BOB)
    }
    assert members_noted() == {(before, ADA), (before, BOB)}
    assert migrate() == 0


def test_a_migration_that_is_cut_off_after_any_batch_goes_on_there(
    before: str, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(mongo_shards=1, purge_batch=1)
    batches = 0

    def cut_off(*_: object) -> None:
        nonlocal batches
        batches += 1
        # What is not noted is done once more, so every other batch gets through.
        if batches % 2:
            raise KeyboardInterrupt

    while migrations.check():
        try:
            migrate(cut_off)
        except KeyboardInterrupt:
            # As if the lock of the process that died had run out.
            collection("meta").update_one({"_id": "schema"}, {"$set": {"owner": None}})
        assert batches < 200
    assert batches > 20 and lacking() == {} and members_noted() == {(before, ADA), (before, BOB)}


def test_what_the_version_before_writes_after_the_migration_is_found_by_the_preparation(
    before: str, configure: Configure
) -> None:
    migrate()
    of_before("posts", _id="65000002" + "01" + "0" * 14, title="Late", comment_count=0)
    late = {"_id": "c" * 24, "email": "late@example.org", "version": 1}
    db()["users"].insert_one(late)
    db()["conversations"].update_one({"_id": before}, {"$set": {"members": [ADA, "c" * 24]}})
    configure(mongo_shards=4)
    with pytest.raises(SchemaError, match="MONGO_SHARDS is 4, and the stored data is not prepared"):
        create_app()
    assert migrate() == 0
    assert lacking() == {} and members_noted() == {(before, ADA), (before, "c" * 24)}
    assert db()["addresses"].find_one({"_id": "late@example.org"}) == {"_id": "late@example.org", "user_id": "c" * 24}
    create_app()


def test_what_is_older_is_migrated_before_there_are_shards(before: str, configure: Configure) -> None:
    collection("meta").insert_one({"_id": "schema", "version": 6, "place": "", "owner": None})
    configure(mongo_shards=4)
    with pytest.raises(SchemaError, match="Migrate with MONGO_SHARDS=1 first"):
        migrate()
    configure(mongo_shards=1)
    assert migrate() == migrations.CURRENT - 6


def test_members_that_change_while_they_are_noted_are_noted_right(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shards._known
    changing: list[threading.Thread] = []
    calls = [0]
    leaving = journal.accept("conversation.remove", BOB, {"user_id": BOB}, resource_id=before)

    def known(first: str, last: str) -> dict[str, set[str]]:
        found, calls[0] = real(first, last), calls[0] + 1
        if calls[0] == 2:
            # It conflicts with this transaction, and takes effect after it; if it did not, it would be done by then.
            changing.append(threading.Thread(target=carry_out, args=(leaving,)))
            changing[0].start()
            changing[0].join(1.0)
        return found

    monkeypatch.setattr(shards, "_known", known)
    migrate()
    changing[0].join()
    assert journal.get(leaving.id).state == "applied"
    assert members_noted() == {(before, ADA)} and stored("conversations", before)["members"] == [ADA]


@pytest.fixture
def prepared(before: str, configure: Configure) -> str:
    """The same on two shards."""
    configure(mongo_shards=2)
    migrate()
    return before


def test_an_old_comment_is_in_its_thread_and_can_be_changed(prepared: str) -> None:
    assert db()["meta"].find_one({"_id": "shards"}) == {"_id": "shards", "prepared": True, "scattered": ["comments"]}
    assert [name for name in BY_ID if "p_1__id_1" not in db()[name].index_information()] == []
    new = carry_out(new_comment(OLD_POST, actor=BOB))
    cache_store().flushdb()
    assert walk(f"comments:{OLD_POST}") == [new.resource_id, OLD_COMMENT]
    edit = journal.accept("comment.edit", ADA, {"changes": {"content": "New"}}, resource_id=OLD_COMMENT)
    states = carry_out_together([edit, delete("comment", OLD_COMMENT)])
    assert states["applied"] == 2
    assert stored("comments", OLD_COMMENT)["content"] == "New" and stored("posts", OLD_POST)["comment_count"] == 1


def test_what_is_read_on_shards_is_what_was_there(prepared: str) -> None:
    assert accounts.find(f"{ADA}@example.org")["_id"] == ADA
    assert [each["_id"] for each in accounts.listed(f"{BOB}@example.org", None, False, 9)] == [BOB]
    assert [each for _, each in conversations.ids_of(ADA, None, 10)] == [prepared] == conversations.all_ids_of(BOB)
    cache_store().flushdb()
    names = [f"post:{OLD_POST}", f"user:{ADA}", f"conversation:{prepared}", f"comment:{OLD_COMMENT}"]
    assert set(cache.get(names)) == set(names)
    assert carry_out(new_post(actor=BOB)).state == "applied"
