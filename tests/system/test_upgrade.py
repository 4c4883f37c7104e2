"""An instance of the version before upgrades in place: what it had accepted and not applied is carried out.

data/pending_writes.json is what such an instance left in its journal and in MongoDB when its workers had stopped: a
post, its edit and a comment on it, comments, a change of members with messages before and behind it, a deletion. When
the stored form of a write changes, record it anew with the version that was released last.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bson import json_util

from core.platform.settings import Settings
from core.servers.mongo import db
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import backlog, events, history, journal
from tests.conftest import carry_out_pending
from tests.support.journal_writes import stored
from tests.support.redis_cluster import for_one_partition

pytestmark = for_one_partition
FILE = Path(__file__).parent / "data/pending_writes.json"


def put(name: str, kind: str, value: Any) -> None:
    """One key of the journal, as it was."""
    match kind:
        case "string":
            store().set(key(name), value)
        case "hash":
            store().hset(key(name), mapping=value)
        case "set":
            store().sadd(key(name), *value)
        case "list":
            store().rpush(key(name), *value)
        case "zset":
            store().zadd(key(name), dict(value))


@pytest.fixture
def before(system: Settings, configure: Callable[..., Settings]) -> dict[str, Any]:
    """The writes that wait, by id, after the version before has ended. It knew one shard, and so does who follows it
    until the data is prepared for more."""
    configure(mongo_shards=1, partitions=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    recorded = json.loads(FILE.read_text())
    for name, documents in recorded["documents"].items():
        if documents:
            db()[name].insert_many(json_util.loads(json.dumps(documents)))
    for name, found in recorded["journal"].items():
        put(name, found["type"], found["value"])
    waiting = [write_id for write_id, _ in recorded["journal"]["writes:pending"]["value"]]
    return {write_id: recorded["journal"][f"write:{write_id}"]["value"] for write_id in waiting}


def test_what_the_version_before_had_accepted_is_applied_once_and_in_order(before: dict[str, Any]) -> None:
    newest = events.bounds()[1]
    backlog.put_into_queues()
    assert not store().exists(key("writes:pending"), key("writes:untried"))
    for _ in range(20):
        if not carry_out_pending():
            break
    ended = [journal.get(write_id) for write_id in before]
    assert {write.state for write in ended} == {"applied"} and len(ended) == 15
    for write in ended:
        steps = [what for _, what in history.steps(write)]
        assert steps[0] == "accepted" and steps[-1] == "applied", steps
    by_kind: dict[str, journal.Write] = {write.kind: write for write in ended}
    post = stored("posts", by_kind["post.edit"].resource_id)
    assert (post["title"], post["comment_count"], post["rev"]) == ("Edited", 1, 2)
    assert stored("posts", by_kind["post.delete"].resource_id)["deleted"] is True
    room_id = by_kind["conversation.add"].resource_id
    texts = [each["content"] for each in db()["messages"].find({"conversation_id": room_id}).sort("seq", 1)]
    assert texts == ["m1 edited", "m2", "m3 behind the barrier"]
    sent = [each.body for each in events.since(newest) if each.body.get("conversation_id") == room_id]
    kinds = [body["type"] for body in sent if body["type"] in ("conversation.invited", "message.new")]
    # Whom the version before would have made a member is asked.
    assert kinds == ["conversation.invited", "message.new"]


def test_a_request_that_the_version_before_had_accepted_is_recognised(before: dict[str, Any]) -> None:
    write_id, first = next((each, write) for each, write in before.items() if write["kind"] == "post.create")
    body = json.loads(first["body"])
    again = journal.accept("post.create", first["actor"], body, idempotency_key="once")
    assert again.id == write_id
