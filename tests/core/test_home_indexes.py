"""Home indexes: who is pushed to and who is merged, what a page needs, and how a wrong index is found."""

from collections.abc import Callable

import orjson
import pytest

from core.maintenance import drift
from core.platform.settings import Settings, settings, use
from core.reads import fills, home_feed, home_indexes, indexes
from core.reads.feeds import Page
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key, prefix_of
from core.servers.redis import cache_store
from core.writes.journal import Write
from tasks import feeds as feed_tasks
from tests.support.journal_writes import ADA, BOB, carry_out, delete, follow, insert_user, new_post, stored

FANS = [f"{n:024x}" for n in range(1, 6)]


@pytest.fixture(autouse=True)
def people(system: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    use(settings().model_copy(update={"home_push_max": 2}))
    monkeypatch.setattr(drift, "SETTLE_S", 0)
    for person in (ADA, BOB, *FANS):
        insert_user(person)


def page(user_id: str, limit: int = 20) -> Page:
    return home_feed.page(user_id, Span(limit=limit))


def ids(user_id: str) -> list[str]:
    return [each["id"] for each in orjson.loads(page(user_id).items)]


def held(user_id: str) -> list[str]:
    """What the index itself holds, the newest first."""
    rows = cache_store().zrange(key("home", user_id), 0, -1, desc=True)
    return [each.decode() for each in rows if not each.startswith(b"!")]


def fill_of(user_id: str) -> None:
    assert feed_tasks.fill_feed(Index.home(user_id).name)


def post_of(user_id: str) -> Write:
    return carry_out(new_post(actor=user_id))


def followed_by(*fans: str) -> None:
    for fan in fans:
        assert carry_out(follow(ADA, fan)).state == "applied"


def test_a_post_is_pushed_to_followers_whose_index_is_there_and_removed_when_it_is_deleted() -> None:
    followed_by(FANS[0])
    fill_of(FANS[0])
    post = post_of(ADA)
    assert held(FANS[0]) == [post.resource_id] and not cache_store().exists(key("home", BOB))
    carry_out(delete("post", post.resource_id))
    assert held(FANS[0]) == []


def test_an_author_with_many_followers_is_merged_and_pushes_end_when_no_index_relies_on_them() -> None:
    followed_by(FANS[0])
    fill_of(FANS[0])
    followed_by(FANS[1])
    fill_of(FANS[1])
    # The first one relies on pushes, the second one does not.
    first = post_of(ADA)
    assert [held(each) for each in FANS[:2]] == [[first.resource_id], []]
    assert [ids(each) for each in FANS[:2]] == [[first.resource_id]] * 2
    followed_by(FANS[2])
    assert stored("users", ADA)["push_ended"] and not cache_store().exists(key("home", FANS[0]))
    fill_of(FANS[0])
    second = post_of(ADA)
    assert held(FANS[0]) == [] and ids(FANS[0]) == [second.resource_id, first.resource_id]


def test_a_new_round_begins_when_there_are_few_followers_again() -> None:
    followed_by(*FANS[:3])
    for fan in FANS[1:3]:
        carry_out(follow(ADA, fan, is_over=True))
    author = stored("users", ADA)
    assert not author["push_ended"] and author["push_round"] == 1
    fill_of(FANS[0])
    assert held(FANS[0]) == [] and held(FANS[0]) == ids(FANS[0])
    assert held(FANS[0]) == [] and [post_of(ADA).resource_id] == held(FANS[0])


def test_a_note_of_an_earlier_round_does_not_end_pushes(monkeypatch: pytest.MonkeyPatch) -> None:
    followed_by(*FANS[:2])
    forget = home_indexes.forget

    def meanwhile(user_ids: object) -> None:
        """Just when the indexes are forgotten, the followers go, and one comes back to an index that is filled anew."""
        monkeypatch.setattr(home_indexes, "forget", forget)
        forget(user_ids)  # type: ignore[arg-type]
        for fan in FANS[:3]:
            carry_out(follow(ADA, fan, is_over=True))
        followed_by(FANS[0])
        fill_of(FANS[0])
        for fan in FANS[1:3]:
            monkeypatch.setattr(home_indexes, "_end_pushes", lambda _: None)
            followed_by(fan)
        monkeypatch.undo()

    monkeypatch.setattr(home_indexes, "forget", meanwhile)
    carry_out(follow(ADA, FANS[2]))
    assert not stored("users", ADA).get("push_ended")
    assert post_of(ADA).resource_id in held(FANS[0])


@pytest.mark.parametrize("lost", ["home", "merged"])
def test_an_index_that_has_lost_one_of_its_keys_is_as_one_that_is_not_there(lost: str) -> None:
    followed_by(*FANS[:3])
    post = post_of(ADA)
    for name in (f"home:{FANS[0]}", f"feed:user:{ADA}"):
        assert feed_tasks.fill_feed(name)
    assert page(FANS[0]).wants_fills == ()
    cache_store().delete(key(lost, FANS[0]), key("pages", f"home:{FANS[0]}"))
    found = page(FANS[0])
    assert found.wants_fills == (f"home:{FANS[0]}",) and post.resource_id.encode() in found.items
    assert page(FANS[0]).wants_fills == ()
    fill_of(FANS[0])
    assert cache_store().exists(key("home", FANS[0])) and cache_store().exists(key("merged", FANS[0]))


def test_a_follow_voids_a_fill_that_is_under_way_and_a_push_from_before_it() -> None:
    fill = fills.begin_fill(Index.home(BOB))
    assert fill
    docs = fills.read_fill(fill)
    lease = home_indexes.lease_of(home_indexes.HomeChanges(posts=["post:x"]))
    post = post_of(ADA)
    carry_out(follow(ADA, BOB))
    assert not fills.commit_fill(fill, docs)
    carry_out(follow(ADA, BOB, is_over=True))
    fill_of(BOB)
    # Somebody who asked who follows before that comes late.
    pushed = home_indexes.Pushed(f"post:{post.resource_id}", ADA, post.at_ms, is_deleted=False)
    assert home_indexes.put(lease, [(BOB, pushed)])
    assert not cache_store().exists(key("home", BOB)) and ids(BOB) == []


def spoil_gap(post_id: str) -> None:
    cache_store().zrem(key("home", FANS[0]), post_id)


def spoil_ghost(post_id: str) -> None:
    cache_store().zadd(key("home", FANS[0]), {"e" * 24: 1})


@pytest.mark.parametrize("spoil", [spoil_gap, spoil_ghost])
def test_a_wrong_index_is_found_and_forgotten(spoil: Callable[[str], None]) -> None:
    followed_by(FANS[0])
    post = post_of(ADA)
    fill_of(FANS[0])
    assert wrong() == []
    spoil(post.resource_id)
    assert wrong() == [f"home:{FANS[0]}"]
    assert drift.mend_cache(wrong()) == 1 and wrong() == []
    assert ids(FANS[0]) == [post.resource_id]


def test_what_was_pushed_while_its_author_became_merged_is_not_drift() -> None:
    followed_by(*FANS[:3])
    post = post_of(ADA)
    fill_of(FANS[0])
    prefix = prefix_of(FANS[0])
    cache_store().zadd(f"{prefix}home:{FANS[0]}", {post.resource_id: post.at_ms})
    assert wrong() == [] and ids(FANS[0]) == [post.resource_id]


def wrong() -> list[str]:
    """The home indexes that differ from MongoDB."""
    return [name for _, names in drift.wrong_cache("") for name in names if name.startswith("home:")]


def test_a_name_of_a_home_index_is_known() -> None:
    assert indexes.named(f"home:{ADA}") == Index.home(ADA)


def test_a_flush_costs_a_write_no_more_than_another_try() -> None:
    post_id = post_of(ADA).resource_id
    cache_store().flushall()
    assert carry_out(delete("post", post_id)).state == "applied" and ids(ADA) == []
