"""Rankings: their order, and cursors that skip and repeat nothing while likes come and go."""

import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo import UpdateOne

from core.identity.rate_limits import PiggybackCount
from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import ranked_documents, rankings
from core.reads.indexes import Index
from core.reads.rankings import Ranking
from core.servers.mongo import collection, db
from core.servers.redis import cache_store
from tasks import feeds as feed_tasks
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_comment, new_post, new_reply

DAY_MS = 86_400_000
TOP, HOT = Ranking(Index.feed(), "top"), Ranking(Index.feed(), "hot")


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def posts(*likes_and_age: tuple[int, int]) -> list[str]:
    """Posts with so many likes and of this age (ms) each; their ids."""
    ids = [carry_out(new_post(f"Post {n}")).resource_id for n in range(len(likes_and_age))]
    for post_id, (likes, age_ms) in zip(ids, likes_and_age, strict=True):
        made = {"like_count": likes, "created_ms": now_ms() - age_ms}
        collection("posts").update_one({"_id": post_id}, {"$set": made})
    return ids


def like_again(ids: list[str], likes: list[int]) -> None:
    collection("posts").bulk_write(
        [UpdateOne({"_id": each}, {"$set": {"like_count": n}}) for each, n in zip(ids, likes, strict=True)]
    )


def page(ranking: Ranking, limit: int = 100, cursor: str | None = None) -> tuple[list[str], str | None]:
    found = rankings.page(ranking, limit, cursor, PiggybackCount("reads", ADA))
    items: list[dict[str, Any]] = orjson.loads(found.items)
    return [each["id"] for each in items], found.next_cursor


def test_top_is_by_likes_then_by_time_and_within_a_span() -> None:
    old, few, many, none, late = posts((9, 40 * DAY_MS), (2, 5000), (5, 3 * DAY_MS), (0, 1000), (2, 4000))
    assert page(TOP)[0] == [old, many, late, few, none]
    assert page(Ranking(Index.feed(), "top", "month"))[0] == [many, late, few, none]
    assert page(Ranking(Index.feed(), "top", "day"))[0] == [late, few, none]


def test_hot_weighs_likes_against_age() -> None:
    hours = 3_600_000
    # Ten times the likes make up for 12.5 hours.
    beaten, hot, new = posts((10, 13 * hours), (100, 24 * hours), (0, 1000))
    assert page(HOT)[0] == [hot, new, beaten]


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 200 * 3600)), min_size=1, max_size=30), st.integers(1, 9)
)
def test_hot_reads_a_part_of_all_posts_and_finds_the_first(found: list[tuple[int, int]], limit: int) -> None:
    collection("posts").delete_many({})
    docs: list[dict[str, Any]] = [
        {"_id": new_id(), "like_count": likes, "created_ms": 2_000_000_000_000 - 1000 * age_s, "deleted": False}
        for likes, age_s in found
    ]
    db()["posts"].insert_many(docs)
    scores = {doc["_id"]: ranked_documents.hot_score(doc["like_count"], doc["created_ms"]) for doc in docs}
    ranked = sorted(scores, key=lambda each: (scores[each], each), reverse=True)
    assert ranked_documents.ranked_ids(Index.feed(), "hot", "all", limit) == ranked[:limit]


def test_a_cursor_skips_and_repeats_nothing_while_scores_change() -> None:
    ids = posts(*[(n, 1000 * n) for n in range(23)])
    expected, _ = page(TOP)
    shown: list[str] = []
    cursor: str | None = None
    for _ in range(20):
        some, cursor = page(TOP, 3, cursor)
        shown += some
        if cursor is None:
            break
        like_again(ids, random.sample(range(1000), len(ids)))
        feed_tasks.make_edition(TOP.name)
    assert shown == expected and page(TOP)[0] != expected


def test_what_is_deleted_meanwhile_is_left_out() -> None:
    first, second, third = posts((3, 1), (2, 1), (1, 1))
    _, cursor = page(TOP, 1)
    carry_out(delete("post", second))
    assert page(TOP, 1, cursor) == ([], page(TOP, 2)[1])
    assert page(TOP)[0] == [first, third]


def test_an_edition_that_is_gone_is_said_to_be_and_never_shown_in_part() -> None:
    posts((3, 1), (2, 1))
    _, cursor = page(TOP, 1)
    for name in cache_store().scan_iter(f"*{TOP.name}:????????????????"):
        cache_store().delete(name)
    with pytest.raises(Problem) as gone:
        page(TOP, 1, cursor)
    assert gone.value.status == 410
    # The present one is made anew, and not taken for empty.
    assert len(page(TOP)[0]) == 2
    cache_store().flushdb()
    assert len(page(TOP)[0]) == 2
    with pytest.raises(Problem) as foreign:
        page(HOT, 1, page(TOP, 1)[1])
    assert foreign.value.status == 410


def test_one_reader_of_an_old_edition_asks_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (only,) = posts((1, 1))
    page(TOP)
    late = posts((5, 1))
    assert page(TOP)[0] == [only]
    monkeypatch.setattr(rankings, "FRESH_MS", -1)
    asked = [rankings.page(TOP, 9, None, PiggybackCount("reads", ADA)).wants_edition for _ in range(3)]
    assert asked == [TOP.name, "", ""]
    assert feed_tasks.make_edition(TOP.name) and feed_tasks.make_edition(TOP.name)
    assert page(TOP)[0] == [*late, only]
    assert not any(map(feed_tasks.make_edition, ("ranking:top:all:nonsense", "ranking:a:b:c", "x")))


def test_threads_and_replies_have_a_top_as_well() -> None:
    post = carry_out(new_post()).resource_id
    quiet, loud = [carry_out(new_comment(post)).resource_id for _ in range(2)]
    below = [carry_out(new_reply(post, loud)).resource_id for _ in range(3)]
    collection("comments").update_one({"_id": loud}, {"$set": {"like_count": 3}})
    collection("comments").update_one({"_id": below[1]}, {"$set": {"like_count": 1}})
    assert page(Ranking(Index.comments(post), "top"))[0] == [loud, quiet]
    assert page(Ranking(Index.replies(loud), "top"))[0] == [below[1], below[2], below[0]]
    carry_out(delete("post", post))
    with pytest.raises(Problem) as gone:
        page(Ranking(Index.comments(post), "top"))
    assert gone.value.status == 404


def test_an_empty_ranking_is_a_page() -> None:
    assert page(TOP) == ([], None) == page(TOP)
