"""Rows of the fault matrix (docs/reliability.md) about disks, commits and what was stored before: nothing is lost."""

import resource
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pymongo.errors import PyMongoError
from redis import Redis

from core.platform.settings import Settings
from core.servers import mongo
from core.servers.mongo import collection
from core.servers.partitions import prefix_of
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis import journal as store
from core.writes import backlog, journal
from core.writes.journal import Write
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.repeating import again_and_again
from deploy.local.servers import HOST
from tests.support.faults import are_applied, failing, journal_on, stored_once
from tests.support.journal_writes import (
    ADA,
    carry_out,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    pending_set,
    stored,
)
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

COMMIT_IS_UNKNOWN = {"code": 91, "errmsg": "stepping down"}


UNKNOWN: dict[str, dict[str, Any]] = {
    "the commit is not heard of": {"closeConnection": True},
    "the commit may be undone": {"writeConcernError": COMMIT_IS_UNKNOWN},
    "the node steps down": {"errorCode": 11602, "errorLabels": ["TransientTransactionError"]},
}


@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
@pytest.mark.parametrize("how", UNKNOWN)
def test_faults_f9_and_f21_a_commit_that_may_have_happened_counts_once(
    system: Settings, monkeypatch: pytest.MonkeyPatch, how: str, times: int
) -> None:
    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 1.0)
    insert_user(ADA)
    post = carry_out(new_post())
    comment = new_comment(post.resource_id)
    with failing("commitTransaction", times=times, **UNKNOWN[how]):
        state = carry_out(comment).state
    assert state in (("applied", "accepted") if times else ("accepted",))

    def is_applied() -> bool:
        store().hdel(key("write", comment.id), "lease_ms")
        return carry_out(comment).state == "applied"

    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 6.0)
    eventually(is_applied)
    assert collection("comments").count_documents({}) == 1
    assert stored("posts", post.resource_id)["comment_count"] == 1


def test_fault_f15_what_is_accepted_is_on_the_disk(system: Settings, servers: ServerAddresses, tmp_path: Path) -> None:
    insert_user(ADA)
    accepted = [new_post(f"Post {n}") for n in range(50)]
    parts = servers.parts("journal")
    with again_and_again(lambda: new_post("Meanwhile"), 0):
        # As the disks are at this moment, and not as servers would leave them that are asked to stop.
        for name in parts:
            shutil.copytree(servers.servers[name].data, tmp_path / name)
    found = set[str]()
    for name in parts:
        with journal_on(tmp_path / name) as copy:
            found |= {write.id for write in accepted if is_accepted_in(copy, write)}
    assert found == {write.id for write in accepted}


def is_accepted_in(found: Redis, write: Write) -> bool:
    is_pending = found.zscore(pending_set(write), write.id) is not None
    return is_pending and found.hget(key("write", write.id), "state") == b"accepted"


def test_fault_f20_a_primary_that_steps_down_costs_no_write(system: Settings, worker: None) -> None:
    insert_user(ADA)
    writes = [new_post("Before")]
    for n in range(3):
        with suppress(PyMongoError):
            mongo.db().client.admin.command({"replSetStepDown": 1, "force": True})
        added = [new_post(f"Post {n} {each}") for each in range(5)]
        eventually(lambda added=added: are_applied(added))  # type: ignore[misc]
        writes += added
    assert stored_once(writes)
    assert {journal.get(write.id).attempts for write in writes} == {1}


def test_fault_f27_a_full_disk_refuses_and_loses_nothing(tmp_path: Path, configure: Any) -> None:
    port = free_port()
    configure(journal_url=f"redis://{HOST}:{port}/0")

    def limited() -> None:
        die_at_once_with_parent()
        # A file that may not grow is to a program what a full disk is. Redis gets an error, as it would then.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    accepted: list[Write] = []
    with journal_on(tmp_path, port, limited), suppress(*UNAVAILABLE):
        while len(accepted) < 1000:
            accepted.append(new_post("A title"))
    assert 0 < len(accepted) < 1000, "the disk was never full"
    with journal_on(tmp_path) as found:
        assert all(is_accepted_in(found, write) for write in accepted)


# What a write was kept as in the first versions.
OLD_FIELDS = {
    *(b"kind", b"resource", b"actor", b"body", b"body_hash", b"request_id"),
    *(b"idempotency", b"state", b"attempts", b"seq", b"at_ms"),
}


def test_fault_f40_what_an_older_version_has_accepted_is_carried_out(system: Settings) -> None:
    insert_user(ADA)
    write = new_post("Accepted before")
    older = {name: value for name, value in store().hgetall(key("write", write.id)).items() if name in OLD_FIELDS}
    store().delete(key("write", write.id))
    store().hset(key("write", write.id), mapping={**older, b"seq": b"17"})
    for name in ("untried", "pending"):
        store().zrem(f"{prefix_of(write.id)}writes:{name}:posts", write.id)
    store().zadd(f"{prefix_of(write.id)}writes:pending", {write.id: 0})
    assert backlog.put_into_queues() == 1
    edit = edit_post(write.resource_id, title="Edited since")
    assert carry_out(write).state == "applied"
    assert carry_out(edit).state == "applied"
    assert stored("posts", write.resource_id)["title"] == "Edited since"
