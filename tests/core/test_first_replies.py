"""First replies: the list that is cached with a comment is that of its version, and costs the same in any thread."""

import threading
from typing import Any

import orjson
import pytest

from core.maintenance import drift
from core.platform.settings import Settings
from core.reads import cache, first_replies
from core.reads.first_replies import SHOWN
from core.reads.serializers import Entry
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection, db
from core.servers.redis import cache_store
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_comment, new_post, new_reply, stored


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


@pytest.fixture
def post_id() -> str:
    return carry_out(new_post()).resource_id


@pytest.fixture
def comment_id(post_id: str) -> str:
    return carry_out(new_comment(post_id)).resource_id


def reply(post_id: str, comment_id: str) -> str:
    return carry_out(new_reply(post_id, comment_id)).resource_id


def read(comment_id: str) -> Entry:
    (entry,) = cache.read_documents([f"comment:{comment_id}"])
    return entry


def test_the_list_is_that_of_the_version_however_busy_the_thread_is(post_id: str, comment_id: str) -> None:
    def write() -> None:
        for _ in range(15):
            replies = [reply(post_id, comment_id) for _ in range(SHOWN + 1)]
            for each in replies:
                carry_out(delete("comment", each))

    writer, seen = threading.Thread(target=write), set[tuple[int, int, bool]]()
    writer.start()
    while writer.is_alive():
        entry = read(comment_id)
        assert entry.first_replies
        count = orjson.loads(entry.body)["reply_count"]
        seen.add((count, len(entry.first_replies.ids), entry.first_replies.cursor is not None))
    writer.join()
    assert seen <= {(count, min(count, SHOWN), count > SHOWN) for count in range(SHOWN + 2)}
    assert read(comment_id).version == stored("comments", comment_id)["version"]


def test_a_list_that_is_wrong_in_the_cache_is_found_and_mended(post_id: str, comment_id: str) -> None:
    first = reply(post_id, comment_id)
    name = f"comment:{comment_id}"
    assert drift.still_wrong([name]) == []
    cache_store().hset(cache_key(name), "first_replies", "0" * 24)
    assert drift.mend_cache([name]) == 1 and drift.still_wrong([name]) == []
    item = cache.get([name])[name]
    assert item.first_replies and item.first_replies.ids == (first,)


def test_few_documents_are_read_of_a_comment_with_many_replies(post_id: str, comment_id: str) -> None:
    example = stored("comments", reply(post_id, comment_id))
    many = [example | {"_id": f"{n:024x}", "deleted": n < 100} for n in range(200)]
    collection("comments").insert_many(many)  # type: ignore[arg-type]
    pipeline = first_replies._stages([comment_id])
    asked: dict[str, Any] = {"aggregate": "comments", "pipeline": pipeline, "cursor": {}}
    plan = db().command("explain", asked, verbosity="executionStats")
    joined = [stage for stage in plan["stages"] if "$lookup" in stage]
    assert [int(stage["collectionScans"]) for stage in joined] == [0, 0]
    assert int(joined[0]["totalDocsExamined"]) <= SHOWN + 1 and int(joined[1]["totalDocsExamined"]) == 1
