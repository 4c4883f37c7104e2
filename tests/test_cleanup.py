"""Clean-up: what was deleted goes after its retention, with its orphans, and nothing else goes."""

from collections.abc import Callable

import pytest

from core import purge
from core.mongo import collection
from core.settings import Settings
from core.times import now_ms
from tasks import cleanup, sweep
from tests.writing import ADA, carry_out, delete, insert_user, new_comment, new_post

HOUR_MS = 3_600_000


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def deleted_ago(name: str, item_id: str, age_ms: int) -> None:
    collection(name).update_one({"_id": item_id}, {"$set": {"deleted_ms": now_ms() - age_ms}})


def left(name: str) -> set[str]:
    return {doc["_id"] for doc in collection(name).find({}, {"_id": 1})}


def test_a_deleted_post_goes_an_hour_after_its_retention_and_not_an_hour_before(system: Settings) -> None:
    posts = [carry_out(new_post()).resource_id for _ in range(3)]
    retention_ms = system.retention_deleted_s * 1000
    for post_id, age_ms in zip(posts, (retention_ms + HOUR_MS, retention_ms - HOUR_MS), strict=False):
        carry_out(delete("post", post_id))
        deleted_ago("posts", post_id, age_ms)
    assert cleanup.purge_deleted() == {"comments": 0, "posts": 1}
    assert left("posts") == set(posts[1:])
    assert cleanup.purge_deleted() == {"comments": 0, "posts": 0}


def test_the_comments_of_a_purged_post_go_before_it(system: Settings) -> None:
    gone, stays = (carry_out(new_post()).resource_id for _ in range(2))
    for post_id in (gone, gone, gone, stays):
        carry_out(new_comment(post_id))
    carry_out(delete("post", gone))
    deleted_ago("posts", gone, system.retention_deleted_s * 1000 + HOUR_MS)
    assert purge.purge_posts(system.retention_deleted_s, batch=2) == 2
    assert left("posts") == {gone, stays}
    assert purge.purge_posts(system.retention_deleted_s, batch=2) == 2
    assert left("posts") == {stays}
    assert collection("comments").count_documents({}) == 1


def test_a_deleted_comment_goes_after_its_retention(system: Settings) -> None:
    post = carry_out(new_post()).resource_id
    old, new, live = (carry_out(new_comment(post)).resource_id for _ in range(3))
    for comment_id, age_ms in ((old, HOUR_MS), (new, -HOUR_MS)):
        carry_out(delete("comment", comment_id))
        deleted_ago("comments", comment_id, system.retention_deleted_s * 1000 + age_ms)
    assert cleanup.purge_deleted() == {"comments": 1, "posts": 0}
    assert left("comments") == {new, live}


def test_a_long_purge_goes_on_in_the_next_run(configure: Callable[..., Settings], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    chosen = configure(purge_batch=1)
    for _ in range(3):
        post_id = carry_out(new_post()).resource_id
        carry_out(delete("post", post_id))
        deleted_ago("posts", post_id, chosen.retention_deleted_s * 1000 + HOUR_MS)
    monkeypatch.setattr("tasks.cleanup.RUN_MAX_S", 0)
    assert [cleanup.purge_deleted()["posts"] for _ in range(4)] == [1, 1, 1, 0]


def test_sweeping_what_is_fresh_removes_nothing() -> None:
    carry_out(new_post())
    assert sweep.sweep_cache() == 0
    sweep.sweep_all()
